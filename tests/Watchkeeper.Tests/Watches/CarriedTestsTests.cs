namespace Watchkeeper.Tests.Watches;

/// <summary>A watch's own <c>tests:</c> say what would be done, and each that is wrong is told with its place.</summary>
public sealed class CarriedTestsTests
{
    [Theory]
    [InlineData("{ lines: [boom 1, boom 2], fires: 2, runs: [run note 1, run note 2] }")]
    [InlineData("{ lines: [quiet], runs: [] }")]
    [InlineData("{ lines: [boom a b, boom], fires: 2, runs: [run note 'a b', run note ''] }")]
    public void Every_step_is_expected_in_order_with_its_captures(string test) =>
        AssertHolds($"watch: {{ file: /x }}, when: {{ regex: 'boom ?(?<n>.*)' }}, then: [ {{ run: [note, '{{n}}'] }} ], cooldown: 0s, tests: [ {test} ]");

    [Fact]
    public void What_a_cooldown_or_a_limit_keeps_back_is_not_done()
    {
        AssertHolds("watch: { file: /x }, when: { contains: boom }, then: [ { restart: app } ], tests: [ { lines: [boom, boom, boom], fires: 3, runs: [restart app.service] } ]");
        AssertHolds("watch: { file: /x }, when: { contains: boom }, then: [ { restart: app } ], cooldown: 0s, limit: { runs: 2 }, tests: [ { lines: [boom, boom, boom], fires: 3, runs: [restart app.service, restart app.service] } ]");
    }

    [Fact]
    public void What_is_done_again_while_it_holds_counts_and_so_does_what_undoes_it()
    {
        AssertHolds("""
            watch: { unit: [app, db] }, when: { is: failed, key: unit }, then: [ { start: "{unit}" } ], after: [ { event: site.back }, { shell: echo } ], cooldown: 1m,
              tests: [ { values: [failed, failed, failed, active], facts: { unit: db.service }, every: 40s, raises: 1, clears: 1,
                runs: [start db.service, start db.service, event site.back, "run in a shell: echo"] } ]
            """);
    }

    [Fact]
    public void A_ban_is_lifted_when_its_time_is_over()
    {
        AssertHolds("""
            watch: { file: /x }, when: { regex: 'from (?<ip>[0-9.]+)', key: ip, lasts: 1h }, time: event,
              then: [ { run: [nft, add, "{ip}"] } ], after: [ { run: [nft, delete, "{ip}"] } ],
              tests: [ { lines: ["2026-11-20 08:00:00 from 203.0.113.7", "2026-11-20 09:30:00 from 203.0.113.8"], raises: 2, clears: 1,
                runs: [run nft add 203.0.113.7, run nft delete 203.0.113.7, run nft add 203.0.113.8] } ]
            """);
    }

    [Fact]
    public void What_is_not_known_runs_nothing() =>
        AssertHolds("watch: { path: /x }, when: { is: missing, unknown_for: 1s }, then: [ { run: [a] } ], after: [ { run: [b] } ], tests: [ { values: [unknown, unknown, unknown, there], runs: [] } ]");

    [Theory]
    [InlineData("lines: [boom 1], fires: 1, runs: [run note 2]", "runs", "Test 1 fails: as number 1 it would “run note 1”, and should “run note 2”.")]
    [InlineData("lines: [boom 1], fires: 1, runs: []", "runs", "Test 1 fails: as number 1 it would “run note 1”, and should do nothing.")]
    [InlineData("lines: [boom 1], fires: 1, runs: [run note 1, run note 1]", "runs", "Test 1 fails: as number 2 it would do nothing more, and should “run note 1”.")]
    [InlineData("lines: [boom 1], fires: 2", "fires", "Test 1 fails: it fired once, and should have fired 2 times.")]
    [InlineData("lines: [quiet], fires: 1", "fires", "Test 1 fails: it never fired, and should have fired once.")]
    [InlineData("lines: [quiet], raises: 1", "raises", "Test 1 fails: it was never raised, and should have been raised once.")]
    public void A_test_that_fails_is_told_with_its_place(string test, string key, string sentence)
    {
        var error = Assert.Single(WatchesWritten.Failures($"a:\n  watch: {{ file: /x }}\n  when: {{ regex: 'boom (?<n>.*)' }}\n  then: [ {{ run: [note, '{{n}}'] }} ]\n  tests:\n  - {{ {test} }}"));

        Assert.Equal($"8:{11 + test.IndexOf(key, StringComparison.Ordinal) + key.Length + 2}: watches.rules.a.tests[0].{key}: {sentence}", error);
    }

    [Fact]
    public void The_place_of_the_test_is_told_where_it_expects_nothing_and_something_comes()
    {
        var error = Assert.Single(WatchesWritten.Failures("a:\n  watch: { file: /x }\n  when: { contains: boom }\n  tests:\n  - lines: [quiet]\n  - lines: [boom]"));

        Assert.StartsWith("8:", error, StringComparison.Ordinal);
        Assert.EndsWith("Test 2 fails: it fired once, and should never have fired.", error, StringComparison.Ordinal);
    }

    [Fact]
    public void All_that_is_due_between_two_values_is_done()
    {
        const string Rule = "watch: { path: /x }, when: { is: missing }, then: [ { run: [a] } ]";
        AssertHolds($"{Rule}, repeat: 2s, limit: {{ runs: 5, within: 1h }}, tests: [ {{ values: [missing, missing], every: 20s, raises: 1, runs: [run a, run a, run a, run a, run a] }} ]");
        AssertHolds($"{Rule}, repeat: 5s, tests: [ {{ values: [missing, missing], every: 14s, raises: 1, runs: [run a, run a, run a] }} ]");
    }

    [Fact]
    public void To_repeat_what_is_not_known_to_hold_is_a_mistake() =>
        Assert.Contains("repeat: Nothing is ever done again here", Assert.Single(WatchesWritten.Errors(
            "a: { watch: { file: /x }, when: { contains: foo, lasts: 1h }, then: [ { run: [a] } ], repeat: 2s }")), StringComparison.Ordinal);

    [Theory]
    [InlineData("{ file: /x }", "contains: foo", "values: [nothing of the kind], fires: 1", "values: What is watched says lines (file /x), and no values: write them under `lines:`.")]
    [InlineData("{ path: /x }", "is: missing", "lines: [missing]", "lines: What is watched says values (path /x), and no lines: write them under `values:`.")]
    [InlineData("{ file: /x }", "contains: foo", "lines: [foo], facts: { a: b }, fires: 1", "facts: What is watched says nothing besides its lines (file /x).")]
    public void A_test_says_what_its_source_could_say(string source, string when, string test, string error) =>
        Assert.EndsWith(error, Assert.Single(WatchesWritten.Errors($"a: {{ watch: {source}, when: {{ {when} }}, tests: [ {{ {test} }} ] }}")), StringComparison.Ordinal);

    [Fact]
    public void A_line_has_the_facts_that_its_source_says_besides() =>
        AssertHolds("""watch: { event: "canaries.*" }, when: { key: subject }, then: [ { run: [a, "{subject}"] } ], tests: [ { lines: [canaries.late], facts: { subject: m1 }, fires: 1, runs: [run a m1] } ]""");

    [Theory]
    [InlineData("lines: [boom], fires: -1")]
    [InlineData("lines: [boom], fires: 1, every: forever, runs: [run b]")]
    [InlineData("lines: [boom], fires: 1, runs: [[a]]")]
    public void A_mistake_within_a_test_is_told_once(string test)
    {
        var error = Assert.Single(WatchesWritten.Errors($"a: {{ watch: {{ file: /x }}, when: {{ contains: boom }}, then: [ {{ run: [a] }} ], tests: [ {{ {test} }} ] }}"));

        Assert.DoesNotContain("fails", error, StringComparison.Ordinal);
    }

    private static void AssertHolds(string rule) => Assert.Empty(WatchesWritten.Failures($"a: {{ {rule} }}"));
}
