using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Watchkeeper.Tests.Notifications;

namespace Watchkeeper.EndToEnd.Notifications;

/// <summary>Encrypted mail from a real daemon to a real server, whose certificate an authority issued that the daemon's host trusts, or does not.</summary>
[Trait("Needs", "python3-aiosmtpd")]
public sealed class SecureMailTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("watchkeeper-tls-").FullName;

    public SecureMailTests()
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authority = new CertificateRequest("CN=Authority of this test", authorityKey, HashAlgorithmName.SHA256);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        authority.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        var (from, to) = (DateTimeOffset.UnixEpoch.AddYears(40), DateTimeOffset.UnixEpoch.AddYears(100));
        using var root = authority.CreateSelfSigned(from, to);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=mail server of this test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(root, from, to, [1]);
        File.WriteAllText(Authority, root.ExportCertificatePem());
        File.WriteAllText(Certificate, certificate.ExportCertificatePem());
        File.WriteAllText(Key, key.ExportPkcs8PrivateKeyPem());
    }

    private string Authority => Path.Combine(_folder, "authority.pem");

    private string Certificate => Path.Combine(_folder, "certificate.pem");

    private string Key => Path.Combine(_folder, "key.pem");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("login", "auto", "AUTH PLAIN after STARTTLS")]
    [InlineData("login-only", "starttls", "AUTH LOGIN after STARTTLS")]
    public async Task It_signs_in_over_an_encrypted_connection(string mode, string security, string how)
    {
        using var server = new SmtpServer(mode, Certificate, Key);
        await using var daemon = await StartAsync(server, $"security: {security}, username: ada, password: secret", trusts: true);

        await daemon.OutputOfAsync("notifications", "test", "default");

        var mail = await server.NextAsync();
        Assert.True(mail["encrypted"]!.GetValue<bool>(), how);
        Assert.Equal("ada", mail["user"]!.GetValue<string>());
    }

    [Fact]
    public async Task Encryption_from_the_first_byte_works_too()
    {
        using var server = new SmtpServer("tls", Certificate, Key);
        await using var daemon = await StartAsync(server, "security: tls", trusts: true);

        await daemon.OutputOfAsync("notifications", "test", "default");

        Assert.True((await server.NextAsync())["encrypted"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData("starttls", "starttls")]
    [InlineData("tls", "tls")]
    public async Task A_certificate_that_nobody_vouches_for_gets_no_mail_and_the_command_says_why(string mode, string security)
    {
        using var server = new SmtpServer(mode, Certificate, Key);
        await using var daemon = await StartAsync(server, $"security: {security}", trusts: false);

        var tried = await daemon.RunAsync("notifications", "test", "default");

        Assert.Equal(1, tried.ExitCode);
        Assert.StartsWith("watchkeeper: nothing was sent to default: the mail server 127.0.0.1:", tried.Error, StringComparison.Ordinal);
        Assert.Contains("certificate", tried.Error, StringComparison.Ordinal);
        Assert.Contains("change notifications.mail.security", tried.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_certificate_of_a_server_on_this_host_does_not_matter_where_nobody_asked_for_one()
    {
        using var server = new SmtpServer("starttls", Certificate, Key);
        await using var daemon = await StartAsync(server, "security: auto", trusts: false);

        await daemon.OutputOfAsync("notifications", "test", "default");

        Assert.True((await server.NextAsync())["encrypted"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_password_that_is_not_right_is_said_with_the_servers_own_words()
    {
        using var server = new SmtpServer("login", Certificate, Key);
        await using var daemon = await StartAsync(server, "username: ada, password: wrong", trusts: true);

        var tried = await daemon.RunAsync("notifications", "test", "default");

        Assert.Equal(1, tried.ExitCode);
        Assert.Contains("refuses the user name or password: 535 5.7.8", tried.Error, StringComparison.Ordinal);
    }

    private Task<Daemon> StartAsync(SmtpServer server, string more, bool trusts) => Daemon.StartAsync(
        $"notifications: {{ mail: {{ host: 127.0.0.1, port: {server.Port}, {more} }}, channels: {{ default: {{ mail: {{ to: ada@example.org }} }} }} }}",
        trusts ? new Dictionary<string, string> { ["SSL_CERT_FILE"] = Authority } : null);
}
