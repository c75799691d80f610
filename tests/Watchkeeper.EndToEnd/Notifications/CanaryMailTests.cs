using System.Text.Json.Nodes;
using Watchkeeper.Tests.Notifications;

namespace Watchkeeper.EndToEnd.Notifications;

/// <summary>From a canary that does not report to a mail on a real SMTP server, as Coal Mine sends it.</summary>
public sealed class CanaryMailTests
{
    [Fact]
    [Trait("Needs", "python3-aiosmtpd")]
    public async Task A_canarys_own_addresses_get_coal_mines_mail_when_it_is_late_and_when_it_is_back()
    {
        using var server = new SmtpServer("accept");
        await using var daemon = await Daemon.StartAsync($"notifications: {{ mail: {{ from: mine@example.org, host: 127.0.0.1, port: {server.Port} }} }}");

        var created = JsonNode.Parse(await daemon.Http.GetStringAsync("/coal-mine/v1/canary/create?name=Nightly+backup&periodicity=1&email=ada@example.org&email=bob@example.org"))!;
        var id = created["canary"]!["id"]!.GetValue<string>();
        JsonObject[] late = [await server.NextAsync(), await server.NextAsync()];
        await daemon.Http.GetStringAsync($"/{id}");
        JsonObject[] back = [await server.NextAsync(), await server.NextAsync()];

        Assert.Equal(["ada@example.org", "bob@example.org"], late.Select(mail => mail["to"]!.AsArray().Single()!.GetValue<string>()).Order());
        var mail = late[0]["content"]!.GetValue<string>();
        Assert.Contains("\r\nSubject: [LATE] Nightly backup has not reported\r\n", mail, StringComparison.Ordinal);
        Assert.Contains($"\r\n\r\nThe canary Nightly backup ({id}) was expected to report before ", mail, StringComparison.Ordinal);
        Assert.Contains("\r\nSubject: [RESUMED] Nightly backup is reporting again\r\n", back[0]["content"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(Header(mail, "References"), Header(back[0]["content"]!.GetValue<string>(), "References"));
    }

    private static string Header(string mail, string name) => mail.Split("\r\n").Single(line => line.StartsWith(name + ": ", StringComparison.Ordinal));
}
