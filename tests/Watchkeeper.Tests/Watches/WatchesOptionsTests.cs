using Watchkeeper.Core.Events;
using Watchkeeper.Watches;
using Watchkeeper.Watches.Actions;
using Watchkeeper.Watches.Conditions;
using Watchkeeper.Watches.Sources;

namespace Watchkeeper.Tests.Watches;

public sealed class WatchesOptionsTests
{
    [Fact]
    public void A_watch_is_read_whole()
    {
        var watch = WatchesWritten.Watch("""
            ssh-brute-force:
              why: Somebody guesses passwords.
              watch: { file: /var/log/auth.log }
              when:
                regex: 'Failed password for .* from (?<ip>\S+)'
                ignore: from 10\.
                key: ip
                count: 5
                within: 10m
              time: event
              severity: error
              message: "{ip} guesses passwords."
              then:
                - run: [/usr/sbin/nft, add, element, inet, filter, banned, "{ {ip} }"]
                  user: root
                  timeout: 10s
                  env: { WHO: "{ip}" }
                - notify: [mailto:ops@example.org]
              cooldown: 1h
              cooldown_max: 1d
              retry: { times: 2, first: 1s, max: 10s, jitter: 0 }
              limit: { runs: 100, within: 1h, rearm_after: 2h }
              max_age: 5m
            """);

        Assert.Equal(new FileSource("/var/log/auth.log", null), watch.Source);
        Assert.Equal(new CountWithin(5, TimeSpan.FromMinutes(10)), watch.Condition);
        Assert.Equal(("ip", TimeBase.Event, Severity.Error), (Assert.Single(watch.Key), watch.Time, watch.Severity));
        Assert.Null(watch.Raises);
        var run = Assert.IsType<CommandStep>(watch.Then[0]);
        Assert.Equal("{ 10.0.0.1 }", run.Argv[^1].Fill(new Facts(new Dictionary<string, string> { ["ip"] = "10.0.0.1" })));
        Assert.Equal((TimeSpan.FromSeconds(10), "root"), (run.Timeout, run.User));
        Assert.Equal((2, 100, TimeSpan.FromHours(1)), (watch.Policy.Retries, watch.Policy.LimitRuns, watch.Policy.Cooldown));
        Assert.NotEqual(watch.Fingerprint, (watch with { Condition = new CountWithin(6, TimeSpan.FromMinutes(10)) }).Fingerprint);
        Assert.Equal(watch.Fingerprint, (watch with { Why = "another", Then = [] }).Fingerprint);
    }

    [Fact]
    public void Levels_guards_and_probes_are_read()
    {
        var watch = WatchesWritten.Watch("""
            ibd:
              watch: { prometheus: bitcoin_ibd, server: "http://localhost:9091", every: 10s, timeout: 5s }
              when: { is: "1", valid: ["0", "1"], report_first: true, unknown_for: 5m }
              after:
                - run: [bbb-config.sh, set, bitcoin_ibd, "false"]
                  require: { prometheus: bitcoin_blocks, above: 595999 }
                  only_if: { command: [redis-cli, get, "bitcoind:ibd-clearnet"], is: "1" }
            """);

        Assert.Equal(new PrometheusSource("http://localhost:9091", "bitcoin_ibd") { Every = TimeSpan.FromSeconds(10), Timeout = TimeSpan.FromSeconds(5) }, watch.Source);
        var holds = Assert.IsType<Holds>(watch.Condition);
        Assert.True(holds.SaysFirst);
        Assert.Equal(TimeSpan.FromMinutes(5), watch.Unknown!.For);
        Assert.Equal(("ibd", 3000), (watch.Raises!.Name, watch.Raises.Priority));
        Assert.Equal("above 595999", watch.After[0].Require!.Test.Describe());
        Assert.IsType<CommandSource>(watch.After[0].OnlyIf!.Source);
    }

    [Fact]
    public void A_safe_default_is_tuned_or_turned_off_by_its_name()
    {
        var options = WatchesWritten.Options("""
            filesystem-full: { when: { above: [warning 70, error 80], key: mountpoint } }
            unit-failed: { enabled: false }
            """);

        var tuned = options.Watches.First(watch => watch.Name == "filesystem-full");
        Assert.Equal("above 70 (warning), 80 (error)", tuned.Condition.Describe());
        Assert.IsType<MetricSource>(tuned.Source);
        Assert.Equal("{mountpoint} is {value} % full.", tuned.Message.ToString());
        Assert.False(options.Watches.First(watch => watch.Name == "unit-failed").Enabled);
        Assert.Single(options.Watches, watch => watch.Name == "filesystem-full");
        Assert.All(WatchesWritten.Load("").Watches, watch => Assert.True(watch.IsDefault && watch.Enabled && watch.Then.Count == 0));
        Assert.Empty(WatchesWritten.Load("watches: { safe_defaults: false }").Watches);
    }

    [Fact]
    public void Every_mistake_is_reported_at_once_with_its_place()
    {
        var errors = WatchesWritten.Errors("""
            no-source: { when: { contains: x } }
            no-condition: { watch: { kernel: true } }
            two-sources: { watch: { kernel: true, file: /x }, when: { contains: x } }
            bad-expression: { watch: { kernel: true }, when: { regex: "(" } }
            look-ahead: { watch: { kernel: true }, when: { regex: "a(?=b)" } }
            no-window: { watch: { kernel: true }, when: { contains: x, count: 3 } }
            two-conditions: { watch: { kernel: true }, when: { contains: x, count: 3, silent_for: 1h, within: 1m } }
            no-test: { watch: { metric: x } , when: {} }
            bad-bound: { watch: { metric: x }, when: { above: high } }
            bad-levels: { watch: { metric: x }, when: { above: [critical 80, warning 90] } }
            text-on-values: { watch: { metric: x }, when: { contains: x, above: 1 } }
            unknown-capture: { watch: { kernel: true }, when: { regex: "(?<a>x)", key: b } }
            unknown-condition: { watch: { kernel: true }, when: { contains: x }, then: [ { raise: nowhere } ] }
            two-things: { watch: { kernel: true }, when: { contains: x }, then: [ { restart: a, run: [b] } ] }
            nothing-to-do: { watch: { kernel: true }, when: { contains: x }, then: [ { timeout: 1s } ] }
            bad-url: { watch: { http: localhost }, when: { is: "200" } }
            bad-port: { watch: { tcp: localhost }, when: { is: open } }
            bad-unit: { watch: { kernel: true }, when: { contains: x }, then: [ { restart: "a; rm -rf /" } ] }
            program-from-capture: { watch: { kernel: true }, when: { regex: "(?<a>x)" }, then: [ { run: ["{a}"] } ] }
            lonely: { watch: { kernel: true }, when: { contains: x }, depends_on: nobody }
            circular-a: { watch: { kernel: true }, when: { contains: x }, depends_on: circular-b }
            circular-b: { watch: { kernel: true }, when: { contains: x }, depends_on: circular-a }
            condition-of-nothing: { watch: { kernel: true }, when: { contains: x }, condition: { priority: 5 } }
            misspelt: { watch: { kernel: true }, when: { containz: x } }
            bad-event: { watch: { kernel: true }, when: { contains: x }, then: [ { event: Nope } ] }
            cooldowns: { watch: { kernel: true }, when: { contains: x }, cooldown: 1h, cooldown_max: 1m }
            bad-duration: { watch: { kernel: true }, when: { contains: x }, cooldown: 30 }
            wrong-test: { watch: { kernel: true }, when: { contains: x }, tests: [ { lines: [x, y], fires: 2 } ] }
            command-line: { watch: { kernel: true }, when: { contains: x }, then: [ { run: "rm -rf /" } ] }
            probe-line: { watch: { command: "echo x" }, when: { is: x } }
            empty-list: { watch: { kernel: true }, when: { contains: [] } }
            empty-expression: { watch: { kernel: true }, when: { regex: "" } }
            relative: { watch: { file: log/app.log }, when: { contains: x } }
            pattern: { watch: { file: "/var/log/*.log" }, when: { contains: x } }
            units: { watch: { journal: "elec*" }, when: { contains: x } }
            no-port: { watch: { prometheus: up, server: "http://localhost:" }, when: { is: "1" } }
            tells-nobody: { watch: { kernel: true }, when: { contains: x }, then: [ { notify: [nobody] } ] }
            for-lines: { watch: { kernel: true }, when: { contains: x, for: 5m } }
            hysteresis-of-lines: { watch: { kernel: true }, when: { contains: x, hysteresis: 5 } }
            to-lines: { watch: { kernel: true }, when: { contains: x, to: y } }
            bad-metric: { watch: { metric: "rate(" }, when: { above: 1 } }
            bad-guard: { watch: { kernel: true }, when: { contains: x }, then: [ { run: [b], only_if: { metric: "sum by (a", above: 1 } } ] }
            bad-schedule: { watch: { kernel: true }, when: { contains: x }, then: [ { canary: nightly, schedule: sometimes } ] }
            """);

        var lines = errors.Select(error => int.Parse(error.Split(':')[0]) - 2).ToList();
        Assert.Equal(Enumerable.Range(1, 43), lines.Distinct().Order());
        Assert.All(errors, error => Assert.Matches(@"^\d+:\d+: watches\.rules\.[a-z-]+(\..+)?: .{10,}", error));
        Assert.Contains(errors, error => error.Contains("did you mean contains?", StringComparison.Ordinal));
        Assert.DoesNotContain(errors, error => error.StartsWith("19:", StringComparison.Ordinal) && error.Contains("value in lines", StringComparison.Ordinal));
        Assert.Contains(errors, error => error.Contains("fired once, and should have fired 2 times", StringComparison.Ordinal));
    }

    [Fact]
    public void A_watch_that_could_never_work_is_refused()
    {
        var errors = WatchesWritten.Errors("""
            two-units: { watch: { unit: [a, b] }, when: { is: failed } }
            typing: { watch: { unit: a }, when: { value: restarst, above: 3 } }
            key: { watch: { unit: [a, b] }, when: { key: unti, is: failed } }
            argument: { watch: { path: /x }, when: { is: missing }, then: [ { run: [touch, "{naem}"] } ] }
            first: { watch: { kernel: true }, when: { contains: x, count: 3, within: 1m, report_first: true } }
            """);

        Assert.Equal([1, 2, 3, 4, 5], errors.Select(error => int.Parse(error.Split(':')[0]) - 2).Order());
        Assert.Contains(errors, error => error.EndsWith("It uses restarst, which its source (systemd unit a.service) does not say: it says its value, unit, active, sub, result, restarts.", StringComparison.Ordinal));
    }

    [Fact]
    public void A_test_that_fails_stops_the_check_and_not_the_watches()
    {
        var options = WatchesWritten.Options("""
            a: { watch: { file: /x }, when: { contains: boom }, tests: [ { lines: [boom], fires: 2 } ] }
            """);

        Assert.Contains(options.Watches, watch => watch.Name == "a");
    }

    [Fact]
    public void A_name_of_several_lines_is_refused_on_one()
    {
        var error = Assert.Single(WatchesWritten.Errors("""{ "two\nlines": { watch: { kernel: true }, when: { contains: x } } }"""));

        Assert.EndsWith("The name of a watch is one line of text.", error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_expression_of_metrics_is_read_when_the_configuration_is()
    {
        const string Rule = """bad: { watch: { metric: "rate(", every: 1m }, when: { above: 1 } }""";

        Assert.Equal("3:29: watches.rules.bad.watch.metric:", Assert.Single(WatchesWritten.Errors(Rule))[..37]);
        Assert.Empty(WatchesWritten.Options(Rule.Replace("rate(", "rate(node_context_switches_total[5m])", StringComparison.Ordinal)).Watches[0].Then);
    }

    [Fact]
    public void Fifty_mistakes_are_all_told_with_line_and_column()
    {
        var errors = WatchesWritten.Errors(string.Join('\n', Enumerable.Range(0, 50).Select(i => $"w{i}: {{ watch: {{ file: /x }}, when: {{ regex: '(' }} }}")));

        Assert.Equal(Enumerable.Range(3, 50).Select(line => $"{line}"), errors.Select(error => error.Split(':')[0]));
        Assert.All(errors, error => Assert.Matches(@"^\d+:\d+: .*malformed", error));
    }
}
