using Watchkeeper.Canaries;
using Watchkeeper.Canaries.Schedules;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Tests.Canaries;

public sealed class MailTests
{
    private static readonly Moment Now = new(Instant.From(DateTimeOffset.Parse("2026-11-20T06:44:48.872Z")), TimeSpan.FromHours(1), true);

    [Fact]
    public void The_late_mail_is_that_of_the_original()
    {
        var canary = Make("My Canary");
        var mail = Mail.Write(canary, Notice.Late, Late, [new Entry(EntryKind.Success, Now, "hi"), new Entry(EntryKind.Created, Now)]);
        Assert.Equal("[LATE] My Canary has not reported", (string)mail["subject"]!);
        Assert.Equal(
            """
            The canary My Canary (abcdefgh) was expected to report before 2026-11-20 06:45:48.872000+00:00.

            Recent events for this canary:

            2026-11-20 06:44:48.872000+00:00 Triggered (hi)
            2026-11-20 06:44:48.872000+00:00 Canary created
            """,
            (string)mail["text"]!);
    }

    [Fact]
    public void The_resumed_mail_is_that_of_the_original()
    {
        var mail = Mail.Write(Make("My Canary"), Notice.Recovered, new Entry(EntryKind.Success, Now), [.. Enumerable.Range(0, 20).Select(_ => new Entry(EntryKind.Success, Now))]);
        Assert.Equal("[RESUMED] My Canary is reporting again", (string)mail["subject"]!);
        var lines = ((string)mail["text"]!).Split('\n');
        Assert.Equal("The canary My Canary (abcdefgh) is reporting again as of 2026-11-20 06:44:48.872000+00:00.", lines[0]);
        Assert.Equal("The next trigger for this canary is due before 2026-11-20 06:45:48.872000+00:00.", lines[2]);
        Assert.Equal(6 + 15, lines.Length);
    }

    [Fact]
    public void A_name_with_line_breaks_makes_no_header()
    {
        var mail = Mail.Write(Make("x\r\nBcc: all@example.org"), Notice.Late, Late, []);
        Assert.DoesNotContain('\n', (string)mail["subject"]!);
        Assert.DoesNotContain('\r', (string)mail["subject"]!);
    }

    [Fact]
    public void What_was_stored_has_milliseconds_and_what_was_just_made_microseconds()
    {
        var now = new Moment(Now.Wall + TimeSpan.FromMicroseconds(123), Now.SinceBoot, true);
        var canary = new Life([]).Create(1, "abcdefgh", Settings("x"), paused: false, now).After;
        Entry[] history = [new(EntryKind.Success, now) { Number = 2 }, new(EntryKind.Created, now) { Number = 1 }];

        var late = (string)Mail.Write(canary, Notice.Late, Late, history)["text"]!;
        Assert.DoesNotContain("123+00:00", late, StringComparison.Ordinal);
        var back = ((string)Mail.Write(canary, Notice.Recovered, history[0], history)["text"]!).Split('\n');
        Assert.Equal("The canary x (abcdefgh) is reporting again as of 2026-11-20 06:44:48.872123+00:00.", back[0]);
        Assert.Equal("The next trigger for this canary is due before 2026-11-20 06:45:48.872123+00:00.", back[2]);
        Assert.Equal(["2026-11-20 06:44:48.872123+00:00 Triggered", "2026-11-20 06:44:48.872000+00:00 Canary created"], back[6..]);
    }

    private static Entry Late { get; } = new(EntryKind.Late, Now) { Number = 3 };

    private static CanarySettings Settings(string name) => new() { Name = name, Slug = Slug.Of(name), Schedule = ScheduleReader.Read("60", out _)! };

    private static Canary Make(string name) => new Life([]).Create(
        1, "abcdefgh", Settings(name), paused: false, Now).After;
}
