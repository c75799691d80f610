using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Watchkeeper.Core.Time;
using Watchkeeper.Notifications;
using Watchkeeper.Notifications.Channels;
using Watchkeeper.Notifications.Mail;

namespace Watchkeeper.Tests.Notifications;

/// <summary>Mail to a real SMTP server that takes, refuses, stalls and drops; what arrives is read by Python's mail parser.</summary>
[Trait("Needs", "python3-aiosmtpd")]
public sealed class MailDeliveryTests
{
    private static readonly HostClock Clock = HostClock.Open();

    [Fact]
    public async Task A_mail_arrives_with_its_headers_and_both_its_bodies()
    {
        using var server = new SmtpServer("accept");
        var message = Samples.Message("alpha: Prüfung – 測試", "Zeile 1: ä\n.dot\n..dots\n", "<p>ä</p>\n");

        Assert.Equal(new Delivery.Sent(), await SendAsync(server.Port, message, to: "ada@example.org", shown: ["ada@example.org", "bob@example.org"]));

        var mail = await server.NextAsync();
        Assert.Equal(("watchkeeper@example.org", "ada@example.org"), (mail.Text("from"), string.Join(' ', mail["to"]!.AsArray())));
        var parsed = ParsedMail.Of(mail.Text("content"));
        Assert.Equal("alpha: Prüfung – 測試", parsed.Text("Subject"));
        Assert.Equal("ada@example.org, bob@example.org", parsed.Text("To"));
        Assert.Equal("Wächter <watchkeeper@example.org>", parsed.Text("From"));
        Assert.Equal("<0123456789abcdef01234567@example.org>", parsed.Text("Message-ID"));
        Assert.Equal("auto-generated", parsed.Text("Auto-Submitted"));
        Assert.Matches("^<[0-9a-f]{24}\\.thread@example\\.org>$", parsed.Text("References"));
        Assert.Equal(parsed.Text("References"), parsed.Text("In-Reply-To"));
        Assert.InRange(DateTimeOffset.Parse(parsed.Text("Date")), Clock.GetUtcNow().AddMinutes(-1), Clock.GetUtcNow().AddMinutes(1));
        Assert.Equal(("Zeile 1: ä\n.dot\n..dots\n", "<p>ä</p>\n"), (parsed.Text("text/plain"), parsed.Text("text/html")));
        Assert.Equal("", parsed.Text("defects"));
    }

    [Theory]
    [InlineData("The canary x (abcdefgh) was expected to report before 2026-11-20 06:44:48.872000+00:00.\n\nRecent events for this canary:\n\n2026-11-20 06:44:18.872000+00:00  Canary created")]
    [InlineData(".\n..\n.leading dots\n\n\nblank lines")]
    [InlineData("ünïcode\n\ttab")]
    public async Task A_text_arrives_word_for_word(string text)
    {
        using var server = new SmtpServer("accept");

        await SendAsync(server.Port, Samples.Message("[LATE] x has not reported", text));

        var parsed = ParsedMail.Of((await server.NextAsync()).Text("content"));
        Assert.Equal(("[LATE] x has not reported", text + "\n"), (parsed.Text("Subject"), parsed.Text("text/plain")));
    }

    [Fact]
    public async Task A_name_with_line_breaks_makes_no_header()
    {
        using var server = new SmtpServer("accept");

        await SendAsync(server.Port, Samples.Message("x\r\nBcc: eve@example.org\r\n\r\nbody"));

        var mail = await server.NextAsync();
        Assert.Single(mail["to"]!.AsArray());
        var parsed = ParsedMail.Of(mail.Text("content"));
        Assert.False(parsed.ContainsKey("Bcc"));
        Assert.Equal("x  Bcc: eve@example.org    body", parsed.Text("Subject"));
    }

    [Fact]
    public async Task A_very_long_subject_is_folded_and_arrives_whole()
    {
        using var server = new SmtpServer("accept");
        var subject = string.Join(' ', Enumerable.Range(0, 120).Select(i => $"word{i}"));

        await SendAsync(server.Port, Samples.Message(subject));

        Assert.Equal(subject, ParsedMail.Of((await server.NextAsync()).Text("content")).Text("Subject"));
    }

    [Theory]
    [InlineData("refuse-sender", true, "553 5.1.8 not from you")]
    [InlineData("refuse-mail", true, "554 5.7.1 spam")]
    [InlineData("later", false, "451 4.3.0 try again")]
    [InlineData("drop", false, "cannot be reached")]
    [InlineData("drop-after-data", false, "closed the connection")]
    [InlineData("drop-in-data", false, "cannot be reached")]
    [InlineData("stall-in-data", false, "did not answer within 1 s")]
    [InlineData("babble", false, "does not speak SMTP")]
    [InlineData("stall", false, "did not answer within 1 s")]
    public async Task A_server_that_does_not_take_it_is_tried_again_or_not(string mode, bool permanent, string reason)
    {
        using var server = new SmtpServer(mode);

        // Where the server leaves in the middle of the mail, it is longer than what the sockets' buffers hold.
        var lines = mode.EndsWith("in-data", StringComparison.Ordinal) ? 500_000 : 1;
        var message = Samples.Message(text: string.Concat(Enumerable.Repeat("All the same line, again and again.\n", lines)));
        var delivery = await SendAsync(server.Port, message, timeout: mode.StartsWith("stall", StringComparison.Ordinal) ? 1 : 60);

        Assert.Contains(reason, permanent ? Assert.IsType<Delivery.Refused>(delivery).Reason : Assert.IsType<Delivery.Retry>(delivery).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_tried_again()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        Assert.Contains("cannot be reached", Assert.IsType<Delivery.Retry>(await SendAsync(port, Samples.Message())).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("refuse-some", "bad@example.org", true, "refuses bad@example.org: 550 5.1.1 nobody here of that name")]
    [InlineData("later-some", "later@example.org", false, "refuses later@example.org: 450 4.2.0 greylisted")]
    public async Task An_address_that_is_refused_is_tried_again_or_not(string mode, string address, bool permanent, string reason)
    {
        using var server = new SmtpServer(mode);

        var delivery = await SendAsync(server.Port, Samples.Message(), to: address);

        Assert.Contains(reason, permanent ? Assert.IsType<Delivery.Refused>(delivery).Reason : Assert.IsType<Delivery.Retry>(delivery).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("login")]
    [InlineData("login-only")]
    public async Task It_signs_in_where_the_server_asks_for_it(string mode)
    {
        using var server = new SmtpServer(mode);

        Assert.Equal(new Delivery.Sent(), await SendAsync(server.Port, Samples.Message(), change: static options => options with { Username = "ada", Password = "secret" }));
        Assert.Equal("ada", (await server.NextAsync()).Text("user"));
        var wrong = await SendAsync(server.Port, Samples.Message(), change: static options => options with { Username = "ada", Password = "wrong" });
        Assert.Contains("refuses the user name or password: 535", Assert.IsType<Delivery.Refused>(wrong).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Encryption_is_used_where_it_is_offered_and_where_it_is_demanded_a_strange_certificate_is_not_believed()
    {
        var (certificate, key) = SelfSigned();
        using var server = new SmtpServer("accept", certificate, key);

        Assert.Equal(new Delivery.Sent(), await SendAsync(server.Port, Samples.Message()));
        Assert.True((await server.NextAsync())["encrypted"]!.GetValue<bool>());
        var delivery = await SendAsync(server.Port, Samples.Message(), change: static options => options with { Security = MailSecurity.Starttls });

        Assert.Contains("certificate", Assert.IsType<Delivery.Retry>(delivery).Reason, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(new Delivery.Sent(), await SendAsync(server.Port, Samples.Message(), change: static options => options with { Security = MailSecurity.None }));
    }

    [Fact]
    public async Task A_server_without_the_demanded_encryption_gets_nothing()
    {
        using var server = new SmtpServer("accept");

        var delivery = await SendAsync(server.Port, Samples.Message(), change: static options => options with { Security = MailSecurity.Starttls });

        Assert.Contains("does not offer STARTTLS", Assert.IsType<Delivery.Refused>(delivery).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sendmail_compatible_program_does_instead_of_a_server()
    {
        var folder = Directory.CreateTempSubdirectory("watchkeeper-mail-").FullName;
        var sendmail = Path.Combine(folder, "sendmail");
        await File.WriteAllTextAsync(sendmail, $"echo \"$@\" > {folder}/arguments\ncat > {folder}/mail\n");

        Assert.Equal(new Delivery.Sent(), await SendAsync(1, Samples.Message(), change: options => options with { Command = ["sh", sendmail, "-i"] }));

        Assert.Equal("-i -f watchkeeper@example.org -- ada@example.org\n", await File.ReadAllTextAsync(Path.Combine(folder, "arguments")));
        Assert.Equal("alpha: Disk sda cannot be read.", ParsedMail.Of(await File.ReadAllTextAsync(Path.Combine(folder, "mail"))).Text("Subject"));
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData(75, false)]
    [InlineData(71, false)]
    [InlineData(74, false)]
    [InlineData(1, false)]
    [InlineData(127, false)]
    [InlineData(64, true)]
    [InlineData(67, true)]
    [InlineData(69, true)]
    [InlineData(77, true)]
    public async Task A_sendmail_that_fails_says_by_its_exit_status_whether_trying_again_may_help(int status, bool permanent)
    {
        var delivery = await SendAsync(1, Samples.Message(), change: options => options with { Command = ["sh", "-c", $"echo no such luck >&2; exit {status}", "sendmail"] });

        var reason = permanent ? Assert.IsType<Delivery.Refused>(delivery).Reason : Assert.IsType<Delivery.Retry>(delivery).Reason;
        Assert.Equal($"sh ended with exit status {status}: no such luck", reason);
    }

    private static Task<Delivery> SendAsync(
        int port, Message message, string to = "ada@example.org", string[]? shown = null, double timeout = 20, Func<MailOptions, MailOptions>? change = null)
    {
        var options = Samples.Options($"mail: {{ from: watchkeeper@example.org, sender: Wächter, host: 127.0.0.1, port: {port} }}").Mail with { Timeout = TimeSpan.FromSeconds(timeout) };
        return new MailChannel(change?.Invoke(options) ?? options, [to], shown ?? [], Clock).SendAsync(message, CancellationToken.None);
    }

    private static (string Certificate, string Key) SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(Clock.GetUtcNow().AddDays(-1), Clock.GetUtcNow().AddDays(1));
        var files = (Path.GetTempFileName(), Path.GetTempFileName());
        File.WriteAllText(files.Item1, certificate.ExportCertificatePem());
        File.WriteAllText(files.Item2, key.ExportPkcs8PrivateKeyPem());
        return files;
    }
}
