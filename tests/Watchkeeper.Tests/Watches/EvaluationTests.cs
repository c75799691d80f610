using Watchkeeper.Core.Time;
using Watchkeeper.Watches;
using Watchkeeper.Watches.Conditions;
using Watchkeeper.Watches.Matching;
using Watchkeeper.Watches.Replay;

namespace Watchkeeper.Tests.Watches;

/// <summary>From lines to triggers, as the daemon and <c>watches test</c> do it.</summary>
public sealed class EvaluationTests
{
    private static readonly HostIdentity Alpha = new("a", "alpha");
    private static readonly Instant Now = Instant.From(DateTimeOffset.Parse("2026-11-20T12:00:00Z"));

    [Fact]
    public void Five_failures_from_one_address_within_ten_minutes()
    {
        var triggers = Replay("""
            ssh: { watch: { file: /x }, when: { regex: 'Failed password for (?<user>\S+) from (?<ip>\S+)', ignore: from 10\.9, key: ip, count: 3, within: 10m }, message: "{ip}: {user}" }
            """, """
            Nov 20 08:00:00 h sshd[1]: Failed password for root from 10.0.0.1 port 1
            Nov 20 08:00:01 h sshd[1]: Failed password for root from 10.0.0.2 port 1
            Nov 20 08:05:00 h sshd[1]: Failed password for adam from 10.0.0.1 port 1
            Nov 20 08:05:00 h sshd[1]: Failed password for adam from 10.9.0.1 port 1
            Nov 20 08:05:00 h sshd[1]: Failed password for adam from 10.9.0.1 port 1
            Nov 20 08:05:00 h sshd[1]: Failed password for adam from 10.9.0.1 port 1
            Nov 20 08:10:00 h sshd[1]: Failed password for eve from 10.0.0.1 port 1
            Nov 20 08:10:02 h sshd[1]: Failed password for eve from 10.0.0.2 port 1
            Nov 20 08:10:03 h sshd[1]: Failed password for eve from 10.0.0.2 port 1
            """);

        var only = Assert.Single(triggers);
        Assert.Equal(("10.0.0.1", "10.0.0.1: eve", "2026-11-20T08:10:00Z"), (only.Key, only.Message, new Instant(only.At).ToString()));
    }

    [Fact]
    public void All_matches_in_a_line_count_where_it_is_asked_for()
    {
        const string Line = "lost sda1 lost sdb2 lost sdc3";
        Assert.Equal(["sda1"], Keys("a: { watch: { file: /x }, when: { regex: 'lost (?<disk>\\w+)', key: disk } }", Line));
        Assert.Equal(["sda1", "sdb2", "sdc3"], Keys("a: { watch: { file: /x }, when: { regex: 'lost (?<disk>\\w+)', key: disk, all_matches: true } }", Line));
    }

    [Fact]
    public void A_line_that_is_both_ends_one_pair_and_begins_the_next() => Assert.Equal(2, Replay("""
        a: { watch: { file: /x }, when: { contains: start, followed_by: { contains: [stop, restart] }, within: 1m } }
        """, "Nov 20 08:00:00 start\nNov 20 08:00:10 restart\nNov 20 08:00:20 stop").Count);

    [Fact]
    public void What_failed_to_follow_carries_the_captures_of_what_it_should_have_followed()
    {
        var triggers = Replay("""
            a: { watch: { file: /x }, when: { regex: 'job (?<id>\d+) begins for (?<who>\w+)', not_followed_by: { regex: 'job (?<id>\d+) ends' }, within: 1m, key: id }, message: "{id} of {who} hangs." }
            """, "Nov 20 08:00:00 job 1 begins for eve\nNov 20 08:00:05 job 2 begins for adam\nNov 20 08:00:30 job 1 ends\nNov 20 09:00:00 other");
        var only = Assert.Single(triggers);
        Assert.Equal(("2 of adam hangs.", "2026-11-20T08:01:05Z"), (only.Message, new Instant(only.At).ToString()));
    }

    [Fact]
    public void Members_of_json_are_captures_and_what_is_no_json_is_unknown()
    {
        var triggers = Replay("""
            a: { watch: { file: /x }, when: { json: true, key: job.name, value: job.size, below: 1000, unknown_for: 0s } }
            """, """
            {"time": 1, "job": {"name": "etc", "size": 999}}
            {"time": 2, "job": {"name": "var", "size": 1000}}
            not json
            {"time": 3, "job": {"name": "srv", "size": "none"}}
            """);
        Assert.Equal(["etc Raise False", " Raise True"], triggers.Select(one => $"{one.Key} {one.Kind} {one.IsUnknown}"));
    }

    [Fact]
    public void Whole_numbers_compare_exactly_and_words_are_no_numbers()
    {
        Assert.True(Quantity.TryParse("9007199254740993", out var large) && Quantity.TryParse("9007199254740992", out var less) && large > less);
        Assert.All(["abc", "", "null", "NaN", "+Inf", "0x10", "1 GB", "1,5"], text => Assert.False(Quantity.TryParse(text, out _)));
        Assert.True(Reading.Of(double.NaN).IsUnknown);
        Assert.True(Reading.Of(double.PositiveInfinity).IsUnknown);
        Assert.Equal("1", Reading.Of(1.0).Text);
    }

    [Fact]
    public void A_capture_that_looks_like_a_template_is_left_alone() =>
        Assert.Equal("{watch} %s", Replay("a: { watch: { file: /x }, when: { regex: 'say (?<what>.*)' }, message: '{what}' }", "say {watch} %s")[0].Message);

    [Fact]
    public void A_value_that_held_for_long_enough_is_told_with_its_captures()
    {
        var triggers = Replay("""
            a: { watch: { file: /x }, when: { regex: 'disk (?<disk>\w+) (?<used>\d+)', key: disk, value: used, above: 90, for: 1m }, message: "{disk} is {value} % full." }
            """, "Nov 20 08:00:00 disk sda 95\nNov 20 08:05:00 other");
        Assert.Equal("sda is 95 % full.", Assert.Single(triggers).Message);
    }

    [Fact]
    public void What_is_over_at_a_deadline_still_knows_all_of_its_key()
    {
        var triggers = Replay("""
            a: { watch: { file: /x }, when: { regex: 'bad (?<ip>\S+) (?<user>\S+)', key: [ip, user], lasts: 1m }, message: "{ip} and {user}" }
            """, "Nov 20 08:00:00 bad 203.0.113.7 a,b\nNov 20 08:05:00 other");
        Assert.Equal(["203.0.113.7 and a,b", "203.0.113.7 and a,b"], triggers.Select(one => one.Message));
    }

    [Fact]
    public void Silence_is_that_of_each_key_and_of_nobody_else()
    {
        var triggers = Replay("""
            a: { watch: { file: /x }, when: { regex: 'beat (?<host>\w+)', key: host, silent_for: 5m } }
            """, "Nov 20 08:00:00 beat h1\nNov 20 08:03:00 beat h2\nNov 20 08:06:00 beat h1\nNov 20 08:09:00 beat h1\nNov 20 08:12:00 beat h1");
        Assert.Equal(["h1 Raise", "h1 Clear", "h2 Raise"], triggers.Select(one => $"{one.Key} {one.Kind}"));
    }

    [Theory]
    [InlineData("above: 90, below: 10, hysteresis: 5", "95 14", "Raise Clear")]
    [InlineData("above: 90, below: 10, hysteresis: 5", "95 87 84", "Raise Clear")]
    [InlineData("above: 90, below: 10, hysteresis: 5", "5 14 16", "Raise Clear")]
    [InlineData("above: [critical 90], below: [warning 10]", "95 5 50", "Raise:Critical Raise:Warning Clear")]
    [InlineData("above: 90, hysteresis: 5, for: 2m", "91 86 86 86 86", "")]
    [InlineData("above: 90, hysteresis: 5, for: 2m", "91 91 91 86 86 84", "Raise Clear")]
    public void Bounds_on_both_sides_are_apart_and_hysteresis_is_for_what_is_raised(string test, string values, string expected)
    {
        var triggers = Replay(
            $"a: {{ watch: {{ file: /x }}, when: {{ regex: 'load (?<load>\\d+)', value: load, {test} }} }}",
            string.Join('\n', values.Split(' ').Select((value, minute) => $"Nov 20 08:{minute:00}:00 load {value}")));
        Assert.Equal(expected, string.Join(' ', triggers.Select(one => expected.Contains(':', StringComparison.Ordinal) && one.Kind == EdgeKind.Raise ? $"{one.Kind}:{one.Severity}" : $"{one.Kind}")));
    }

    [Fact]
    public void A_line_from_the_future_ends_no_window()
    {
        var triggers = new List<Trigger>();
        var evaluator = new Evaluator(WatchesWritten.Watch("a: { watch: { file: /x }, time: event, when: { contains: boom, count: 3, within: 10m } }"), triggers.Add);
        var engine = new LineEngine([evaluator], TimeZoneInfo.Utc, new MatchCount());
        foreach (var line in (string[])["2026-11-20T12:00:00Z boom", "2027-11-20T12:00:00Z boom", "2026-11-20T12:00:01Z boom"])
        {
            engine.Take(line, new LineClock(0, Now) { ReadsStamps = true });
        }

        Assert.Single(triggers);
    }

    [Fact]
    public void Whoever_makes_room_for_another_key_is_told_of()
    {
        var seen = new List<Seen>();
        var evaluator = new Evaluator(WatchesWritten.Watch("a: { watch: { file: /x }, max_keys: 1, when: { regex: 'from (?<ip>\\S+)', key: ip, count: 3, within: 10m } }"), _ => { }) { Witness = seen.Add };
        var engine = new LineEngine([evaluator], TimeZoneInfo.Utc, new MatchCount());
        engine.Take("from a", new LineClock(1, Now));
        engine.Take("from b", new LineClock(2, Now));

        Assert.Equal(["1 so far", "1 so far; 1 keys were in use, and one was forgotten for it"], seen.Select(one => one.Said));
    }

    [Fact]
    public void The_same_lines_give_triggers_with_the_same_ids()
    {
        const string Rule = "a: { watch: { file: /x }, when: { contains: boom } }";
        var ids = Replay(Rule, "boom\nx\nboom").Select(one => one.IdOn(Alpha)).ToList();
        Assert.Equal(ids, Replay(Rule, "boom\nx\nboom").Select(one => one.IdOn(Alpha)));
        Assert.DoesNotContain(ids[0], Replay(Rule, "boom").Select(one => one.IdOn(new HostIdentity("b", "beta"))));
        Assert.Equal(2, ids.Distinct().Count());
    }

    [Fact]
    public void A_match_in_a_record_has_the_number_of_the_record_and_all_matches_of_a_line_are_told()
    {
        var told = new List<long>();
        var watch = WatchesWritten.Watch("a: { watch: { file: /x, record_start: '^\\S' }, when: { contains: boom } }");
        new FileReplay(watch, TimeZoneInfo.Utc, Now, line => told.Add(line.Match?.Line ?? 0)).Run(new StringReader("ERR\n x\n boom\n y\nERR 2\n boom\n"));
        Assert.Equal([1, 5], told.Where(line => line > 0));

        told.Clear();
        watch = WatchesWritten.Watch("a: { watch: { file: /x }, when: { contains: x, all_matches: true }, cooldown: 1h }");
        new FileReplay(watch, TimeZoneInfo.Utc, Now, line => told.Add(line.Match?.Line ?? 0)).Run(new StringReader(new string('x', 30)));
        Assert.Equal(30, told.Count(line => line == 1));
    }

    [Fact]
    public void What_is_filled_in_is_written_as_it_is_read()
    {
        const string Text = "{{ {ip} timeout 1h }}";
        Assert.Equal(Text, Template.Parse(Text).ToString());
    }

    [Fact]
    public void An_expression_meant_to_blow_up_does_not()
    {
        var line = new string('a', 1_000_000) + "!";
        var before = Environment.TickCount64;
        Assert.Empty(Replay("a: { watch: { file: /x }, when: { regex: '(a+)+$' } }", line));
        Assert.InRange(Environment.TickCount64 - before, 0, 10_000);
    }

    private static List<string> Keys(string rule, string lines) => [.. Replay(rule, lines).Select(one => one.Key)];

    private static List<Trigger> Replay(string rule, string lines)
    {
        var triggers = new List<Trigger>();
        var replay = new LineReplay(WatchesWritten.Watch(rule), TimeZoneInfo.Utc, Now, triggers.Add);
        foreach (var line in lines.Split('\n'))
        {
            replay.Take(line, TimeSpan.FromSeconds(1));
        }

        return triggers;
    }
}
