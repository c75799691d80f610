using System.Text.Json.Nodes;
using Watchkeeper.Core;
using Watchkeeper.Core.Events;
using Watchkeeper.Notifications;

namespace Watchkeeper.Tests.Notifications;

public sealed class RouterTests
{
    private static readonly NotificationsOptions Options = Samples.Options(
        """
        channels:
          default: { command: { run: [a] } }
          ops: { command: { run: [b] } }
          backup: { command: { run: [c] } }
          people: { mail: { to: [ada@example.org, bob@example.org, ada@example.org] } }
        routes:
          - { events: uptime.host-crashed, channels: people }
          - { events: "disks.*", severity: warning, channels: [ops] }
          - { events: [canaries.late, canaries.recovered], tags: [backup, offsite], channels: [ops, backup] }
        """);

    [Theory]
    [InlineData("disks.io-error", Severity.Error, "ops")]
    [InlineData("disks.io-error", Severity.Warning, "ops")]
    [InlineData("disks.io-error", Severity.Notice, "")]
    [InlineData("watches.condition-raised", Severity.Error, "default")]
    [InlineData("watches.condition-raised", Severity.Emergency, "default")]
    [InlineData("watches.condition-raised", Severity.Warning, "")]
    public void Routes_by_type_and_severity_and_the_default_channel_takes_the_rest_that_is_bad(string type, Severity severity, string expected) =>
        Assert.Equal(expected, string.Join(' ', Router.Targets(Samples.Event(type, severity), Options)));

    [Theory]
    [InlineData("""{ "tags": ["offsite", "x"] }""", "ops backup")]
    [InlineData("""{ "tags": ["x"] }""", "")]
    [InlineData("""{ "tags": "offsite" }""", "")]
    [InlineData("""{ "tags": [1, null, {}] }""", "")]
    [InlineData("{}", "")]
    public void Routes_by_tag(string fields, string expected) => Assert.Equal(
        expected, string.Join(' ', Router.Targets(Samples.Event("canaries.late", Severity.Notice) with { Fields = JsonNode.Parse(fields)!.AsObject() }, Options)));

    [Fact]
    public void The_good_end_of_trouble_reaches_the_default_channel_too() => Assert.Equal(
        ["default"],
        Router.Targets(Samples.Event("canaries.recovered", Severity.Notice) with { Fields = new JsonObject { ["resolves"] = true } }, Options));

    [Fact]
    public void Each_address_of_an_event_gets_a_mail_whatever_the_routes_say() => Assert.Equal(
        ["mailto:ada@example.org", "mailto:bob@example.org"],
        Router.Targets(
            Samples.Event("canaries.late", Severity.Notice) with { Recipients = ["mailto:ada@example.org", "mailto:bob@example.org", "mailto:ada@example.org", "xmpp:eve@example.org"] },
            Options));

    [Fact]
    public void Each_address_of_a_channel_is_told_by_itself() => Assert.Equal(
        ["people <ada@example.org>", "people <bob@example.org>"], Router.Targets(Samples.Event("uptime.host-crashed"), Options));

    [Theory]
    [InlineData("phone", "phone", "")]
    [InlineData("ops <ada@example.org>", "ops", "ada@example.org")]
    [InlineData("mailto:ada@example.org", "", "ada@example.org")]
    public void A_target_reads_as_it_is_written(string text, string channel, string address)
    {
        Assert.Equal(new Target(channel, address), Target.Parse(text));
        Assert.Equal(text, new Target(channel, address).ToString());
    }

    [Fact]
    public void A_channel_is_not_told_of_its_own_trouble() =>
        Assert.Empty(Router.Targets(Samples.Event("notifications.gave-up", Severity.Error, subject: "default"), Options));

    [Theory]
    [InlineData("routes: [{ channels: [nowhere] }]", "there is no channel named \"nowhere\"; none are configured")]
    [InlineData("routes: [{ events: x }]", "this route leads nowhere; name its channels")]
    [InlineData("channels: { a: {} }", "a channel is exactly one of mail, webhook, ntfy, slack, matrix and command")]
    [InlineData("channels: { a: { mail: { to: a@b }, command: { run: x } } }", "a channel is exactly one of")]
    [InlineData("channels: { a: { mail: { to: [\"a b@c\"] } } }", "\"a b@c\" is no mail address")]
    [InlineData("channels: { a: { mail: {} } }", "a mail channel takes addresses")]
    [InlineData("channels: { a: { webhook: { url: ftp://x } } }", "expected url: an address that begins with http:// or https://")]
    [InlineData("channels: { a: { ntfy: { url: https://ntfy.sh } } }", "the address ends with the topic")]
    [InlineData("channels: { a: { matrix: { server: https://x } } }", "a Matrix channel takes server, room and token")]
    [InlineData("channels: { a: { matrix: { server: https://x, room: alerts, token: t } } }", "\"alerts\" is no room; write an alias like")]
    [InlineData("channels: { phone: { command: { run: x } } }\nroutes: [{ channels: phon }]", ":3:24: notifications.routes[0].channels: there is no channel named \"phon\"; did you mean \"phone\"?")]
    [InlineData("channels: { a: { time_zone: Mars/Olympus, command: { run: x } } }", "there is no time zone \"Mars/Olympus\"")]
    [InlineData("mail: { from: nobody }", "\"nobody\" is no mail address")]
    [InlineData("mail: { username: ada }", "signing in takes both username and password")]
    public void A_mistake_in_the_section_is_told(string yaml, string expected) =>
        Assert.Contains(expected, Assert.Throws<ProblemException>(() => Samples.Options(yaml)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_channel_of_one_kind_that_is_written_wrongly_is_not_said_to_be_of_none()
    {
        var told = Assert.Throws<ProblemException>(() => Samples.Options("channels: { a: { command: [/x.sh] } }")).Message;
        Assert.EndsWith("channels.a.command: expected a mapping, not a list", told, StringComparison.Ordinal);
        Assert.DoesNotContain("exactly one of", told, StringComparison.Ordinal);
    }
}
