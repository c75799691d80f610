using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Notifications;
using Watchkeeper.Tests.Core.Data;

namespace Watchkeeper.Tests.Notifications;

/// <summary>One mail to several people, of whom a real server does not take all at once.</summary>
[Trait("Needs", "python3-aiosmtpd")]
public sealed class MailCopiesTests
{
    private static readonly HostClock Clock = HostClock.Open();

    [Fact]
    public async Task An_address_that_is_greylisted_gets_it_later_and_the_others_get_it_at_once_and_only_once()
    {
        using var server = new SmtpServer("greylist");
        await using var daemon = await StartAsync(server, "later@example.org, ada@example.org");

        await daemon.AppendAsync("canaries.late", "a");
        var first = await server.NextAsync();
        await daemon.UntilAsync(rows => rows.Count(row => row.State == NotificationState.Sent) == 1 && rows.Any(row => row.Error is not null));
        await daemon.TryAgainAsync();
        var second = await server.NextAsync();
        await daemon.UntilAsync(rows => rows.All(row => row.State == NotificationState.Sent));
        await daemon.AppendAsync("canaries.late", "b");
        var third = await server.NextAsync();

        Assert.Equal(("ada@example.org", "later@example.org"), (To(first), To(second)));
        // Nobody had the first one twice: the next mail of all is the second event's.
        Assert.Contains("b has not reported", third["content"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("\r\nTo: later@example.org,\r\n ada@example.org\r\n", first["content"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_does_not_exist_is_told_of_and_keeps_it_from_nobody()
    {
        using var server = new SmtpServer("refuse-some");
        await using var daemon = await StartAsync(server, "bad@example.org, ada@example.org");

        await daemon.AppendAsync("canaries.late", "a");

        Assert.Equal("ada@example.org", To(await server.NextAsync()));
        await daemon.UntilAsync(rows => rows.Count == 2 && rows.Any(row => row.State == NotificationState.Refused));
        var complaint = Assert.Single(daemon.Database.Journal.Read(new EventQuery { Types = ["notifications.refused"] }));
        Assert.Equal("default", complaint.Subject);
        Assert.Contains("default <bad@example.org>", complaint.Message, StringComparison.Ordinal);
    }

    private static string To(System.Text.Json.Nodes.JsonObject mail) => string.Join(' ', mail["to"]!.AsArray());

    private static Task<OutboxDaemon> StartAsync(SmtpServer server, string to) => OutboxDaemon.StartAsync(
        TestEngine.Sqlite,
        Samples.Options($"mail: {{ from: watchkeeper@example.org, host: 127.0.0.1, port: {server.Port} }}\nchannels: {{ default: {{ mail: {{ to: [{to}] }} }} }}"),
        Clock,
        on: null,
        host: null);
}
