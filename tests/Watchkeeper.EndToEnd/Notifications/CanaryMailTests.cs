using System.Text.Json.Nodes;
using Watchkeeper.Tests.Notifications;

namespace Watchkeeper.EndToEnd.Notifications;

/// <summary>From a canary that does not report to a mail on a real SMTP server, as Coal Mine sends it.</summary>
[Trait("Needs", "python3-aiosmtpd")]
public sealed class CanaryMailTests
{
    [Fact]
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

    [Fact]
    public async Task After_a_move_from_coal_mine_each_of_many_late_canaries_has_its_own_mail()
    {
        using var server = new SmtpServer("accept");
        var ini = Path.GetTempFileName();
        await File.WriteAllTextAsync(ini, $"[email]\nsender = mine@example.org\nhost = 127.0.0.1\nport = {server.Port}\n");
        var converted = (await WatchkeeperProgram.RunAsync(new Dictionary<string, string>(), "config", "convert", ini)).Output;
        File.Delete(ini);
        await using var daemon = await Daemon.StartAsync(converted[converted.IndexOf("notifications:", StringComparison.Ordinal)..]);

        foreach (var i in Enumerable.Range(0, 8))
        {
            (await daemon.Http.GetAsync($"/coal-mine/v1/canary/create?name=job{i}&periodicity=1&email=ops@example.org")).EnsureSuccessStatusCode();
        }

        var subjects = new HashSet<string>();
        for (var i = 0; i < 8; i++)
        {
            subjects.Add(ParsedMail.Of((await server.NextAsync())["content"]!.GetValue<string>()).Text("Subject"));
        }

        Assert.Equal(Enumerable.Range(0, 8).Select(i => $"[LATE] job{i} has not reported"), subjects.Order());
    }

    [Fact]
    public async Task A_channels_mail_has_the_channels_time_zone_a_link_to_the_page_and_the_canarys_thread()
    {
        using var server = new SmtpServer("accept");
        await using var daemon = await Daemon.StartAsync(
            $$"""
            public_url: https://watch.example.org/base
            notifications:
              mail: { from: watchkeeper@example.org, sender: Wächterin, host: 127.0.0.1, port: {{server.Port}} }
              channels: { ops: { mail: { to: ada@example.org }, time_zone: Asia/Tokyo } }
              routes: [{ events: "canaries.*", severity: notice, channels: ops }]
            """);

        var created = JsonNode.Parse(await daemon.Http.GetStringAsync("/coal-mine/v1/canary/create?name=N%C3%A4chtlich+%F0%9F%92%BE&periodicity=1"))!;
        var late = ParsedMail.Of((await server.NextAsync())["content"]!.GetValue<string>());
        await daemon.Http.GetStringAsync($"/{created["canary"]!["id"]!.GetValue<string>()}");
        var back = ParsedMail.Of((await server.NextAsync())["content"]!.GetValue<string>());

        Assert.Contains("Nächtlich 💾", late.Text("Subject"), StringComparison.Ordinal);
        Assert.Equal(("Wächterin <watchkeeper@example.org>", "auto-generated", ""), (late.Text("From"), late.Text("Auto-Submitted"), late.Text("defects")));
        Assert.Matches("when +[0-9-]+ [0-9:]+ \\+09:00\n", late.Text("text/plain"));
        Assert.EndsWith("\nhttps://watch.example.org/base/ui/canaries\n", late.Text("text/plain"), StringComparison.Ordinal);
        Assert.Contains("<a href=\"https://watch.example.org/base/ui/canaries\">", late.Text("text/html"), StringComparison.Ordinal);
        Assert.Equal((late.Text("References"), late.Text("In-Reply-To")), (back.Text("References"), back.Text("In-Reply-To")));
        Assert.NotEqual(late.Text("Message-ID"), back.Text("Message-ID"));
        Assert.NotEqual(late.Text("Message-ID"), late.Text("References"));
    }

    [Theory]
    [InlineData("x\r\nBcc: eve@example.org\r\n\r\nbody")]
    [InlineData("x\nBcc: eve@example.org")]
    [InlineData("x\u2028Bcc: eve@example.org\u0085Bcc: eve@example.org")]
    [InlineData("=?utf-8?Q?x=0ABcc:=20eve@example.org?=")]
    public async Task A_name_with_line_breaks_adds_no_header_to_the_mail(string name)
    {
        using var server = new SmtpServer("accept");
        await using var daemon = await Daemon.StartAsync($"notifications: {{ mail: {{ from: mine@example.org, host: 127.0.0.1, port: {server.Port} }} }}");

        await daemon.Http.GetStringAsync($"/coal-mine/v1/canary/create?name={Uri.EscapeDataString(name)}&periodicity=1&email=ada@example.org");

        var mail = await server.NextAsync();
        var parsed = ParsedMail.Of(mail["content"]!.GetValue<string>());
        Assert.Equal("ada@example.org", mail["to"]!.AsArray().Single()!.GetValue<string>());
        Assert.False(parsed.ContainsKey("Bcc"));
        Assert.StartsWith("[LATE] ", parsed.Text("Subject"), StringComparison.Ordinal);
        Assert.Equal("", parsed.Text("defects"));
    }

    private static string Header(string mail, string name) => mail.Split("\r\n").Single(line => line.StartsWith(name + ": ", StringComparison.Ordinal));
}
