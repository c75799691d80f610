using System.Text.Json.Nodes;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Notifications;

namespace Watchkeeper.Tests.Notifications;

public sealed class ComposerTests
{
    private const string Folder = "tests/Watchkeeper.Tests/Notifications/Golden";
    private static readonly Composer Paris = new(TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris"), "https://watch.example.org");

    [Fact]
    public void One_event_is_told_with_its_facts_the_time_of_the_channel_and_a_link()
    {
        var message = Paris.Single(Samples.Event(message: "Disk <sda> cannot be read.").At(), "key");

        GoldenText.Check($"{Folder}/single.txt", $"{message.Subject}\n\n{message.Text}\n{message.Html}");
    }

    [Fact]
    public void A_thousand_events_are_one_message_with_twenty_names_and_the_total()
    {
        var events = Enumerable.Range(1, 20).Select(i => Samples.Event("canaries.late", subject: $"job-{i}", message: $"job-{i} has not reported.").At()).ToList();

        var message = Paris.Digest(events, [("canaries.late", 900), ("disks.io-error", 100)], "key");

        Assert.Equal((20, 1000), (message.Events.Count, message.Total));
        GoldenText.Check($"{Folder}/digest.txt", $"{message.Subject}\n\n{message.Text}\n{message.Html}");
    }

    [Fact]
    public void The_addresses_of_an_event_get_its_own_words_to_the_byte()
    {
        var fields = new JsonObject { ["mail"] = new JsonObject { ["subject"] = "[LATE] Backup has not reported", ["text"] = "The canary …\n\n  two  blanks" } };

        var message = Paris.Addressed((Samples.Event() with { Fields = fields }).At(), "key");

        Assert.Equal(("[LATE] Backup has not reported", "The canary …\n\n  two  blanks", null), (message.Subject, message.Text, message.Html));
    }

    [Theory]
    [InlineData(1, 0, "[error] alpha: 1 event")]
    [InlineData(3, 0, "[error] alpha: 3 canaries late")]
    [InlineData(100, 8, "[error] alpha: 100 canaries late, 8 other events")]
    [InlineData(2, 1, "[error] alpha: 2 canaries late, 1 other event")]
    [InlineData(1, 1, "[error] alpha: 2 events")]
    public void A_digest_says_what_there_is_most_of(int late, int others, string subject) => Assert.Equal(
        subject,
        Paris.Digest([Samples.Event().At()], others == 0 ? [("canaries.late", late)] : [("canaries.late", late), ("disks.io-error", others)], "key").Subject);

    [Fact]
    public void A_line_break_in_a_name_stays_in_its_line()
    {
        var message = Paris.Single(Samples.Event(message: "Bad\r\nBcc: eve@example.org").At(), "key");

        Assert.DoesNotContain(message.Subject, letter => char.IsControl(letter));
        Assert.StartsWith("Bad  Bcc: eve@example.org\n\n", message.Text, StringComparison.Ordinal);
        Assert.Contains("<b>Bad  Bcc: eve@example.org</b>", message.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void When_something_was_expected_is_told_in_the_zone_of_the_channel()
    {
        var late = Samples.Event("canaries.late") with { Fields = new JsonObject { ["deadline"] = "2026-07-01T07:30:00.5Z" } };

        Assert.Contains("\nexpected  2026-07-01 09:30:00 +02:00\n", Paris.Single(late.At(), "key").Text, StringComparison.Ordinal);

        var failed = Samples.Event("canaries.failed") with { Fields = new JsonObject { ["deadline"] = "2027-07-01T07:30:00.5Z" } };
        Assert.Contains("\nnext due  2027-07-01 09:30:00 +02:00\n", Paris.Single(failed.At(), "key").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_for_an_events_own_addresses_is_not_in_the_json()
    {
        var late = Samples.Event("canaries.late") with { Fields = new JsonObject { ["mail"] = new JsonObject { ["text"] = "secret" }, ["slug"] = "a" } };

        var json = Samples.Json(System.Text.Encoding.UTF8.GetString(MessageView.Write(Paris.Single(late.At(), "key"))));

        Assert.Equal("""{"slug":"a"}""", json["events"]![0]!["fields"]!.ToJsonString());
        Assert.NotNull(late.Fields!["mail"]);
    }

    [Fact]
    public void A_time_of_before_the_clock_was_set_says_so()
    {
        var entry = Samples.Event() with { Time = new Moment(new Instant(5_000_000), TimeSpan.FromSeconds(5), Trusted: false) };

        Assert.Contains("1970-01-01 01:00:05 +01:00 (the clock was not set yet)", Paris.Single(entry.At(), "key").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Messages_about_one_thing_share_a_thread_and_no_others()
    {
        string Thread(Event entry) => Paris.Single(entry.At(), "key").Thread;

        Assert.Equal(Thread(Samples.Event("canaries.late", subject: "a")), Thread(Samples.Event("canaries.recovered", subject: "a")));
        Assert.NotEqual(Thread(Samples.Event("canaries.late", subject: "a")), Thread(Samples.Event("canaries.late", subject: "b")));
    }
}
