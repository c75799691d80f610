using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Watchkeeper.EndToEnd.Host;

/// <summary>TLS, reverse proxies and several addresses.</summary>
public sealed class NetworkTests
{
    [Fact]
    public async Task Https_takes_up_a_renewed_certificate()
    {
        var folder = Directory.CreateTempSubdirectory("watchkeeper-tls-").FullName;
        WriteCertificate(folder, "CN=first");
        await using var daemon = await Daemon.StartAsync($"tls: {{ certificate: {folder}/tls.crt, key: {folder}/tls.key }}");

        var first = await SubjectAsync(daemon.Url);
        WriteCertificate(folder, "CN=second");
        await Task.Delay(TimeSpan.FromSeconds(6));
        var second = await SubjectAsync(daemon.Url);
        Directory.Delete(folder, recursive: true);

        Assert.Equal("https", daemon.Url.Scheme);
        Assert.Equal(("CN=first", "CN=second"), (first, second));
    }

    [Fact]
    public async Task A_missing_certificate_is_told_at_the_start()
    {
        await using var daemon = Daemon.Prepare("tls: { certificate: /nowhere/tls.crt, key: /nowhere/tls.key }");

        var finished = await daemon.RunAsync("run");

        Assert.Equal(1, finished.ExitCode);
        Assert.Contains("/nowhere/tls.crt", finished.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", finished.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Behind_a_trusted_proxy_the_client_counts_and_the_base_path_is_taken_off()
    {
        await using var daemon = await Daemon.StartAsync("trusted_proxies: 127.0.0.1\nbase_path: /watch");
        var secret = (await daemon.OutputOfAsync("tokens", "create", "proxied")).Trim();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/watch/api/v1/status");
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", "203.0.113.9");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer wk_wrong");

        using var wrong = await daemon.Http.SendAsync(request);
        using var right = new HttpRequestMessage(HttpMethod.Get, "/watch/api/v1/status");
        right.Headers.TryAddWithoutValidation("Authorization", $"Bearer {secret}");
        using var answer = await daemon.Http.SendAsync(right);

        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.Contains("came from 203.0.113.9", daemon.Log, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("ok\n", await daemon.Http.GetStringAsync("/watch/healthz"));
    }

    [Fact]
    public async Task It_listens_on_several_addresses_and_sockets()
    {
        var second = Path.Combine(Path.GetTempPath(), $"wk-{Guid.NewGuid():N}.sock");
        await using var daemon = await Daemon.StartAsync($"listen: ['127.0.0.1:0', 'unix:{second}']");
        using var local = UnixHttp.Open(second);

        Assert.Equal("ok\n", await daemon.Http.GetStringAsync("/healthz"));
        Assert.Equal("ok\n", await local.GetStringAsync("/healthz"));
    }

    [Fact]
    public async Task Logs_go_to_a_file_of_a_limited_size()
    {
        var folder = Directory.CreateTempSubdirectory("watchkeeper-log-").FullName;
        await using var daemon = Daemon.Prepare($"log: {{ file: {folder}/watchkeeper.log, level: debug }}");

        using var running = Process.Start(WatchkeeperProgram.StartInfo(new Dictionary<string, string> { ["HOME"] = daemon.Folder }, "--config", daemon.ConfigurationFile, "run"))!;
        for (var i = 0; i < 200 && !(File.Exists(daemon.SocketFile) && (await daemon.RunAsync("status")).ExitCode == 0); i++)
        {
            await Task.Delay(50);
        }

        await daemon.RunAsync("tokens", "create", "x");
        var text = await File.ReadAllTextAsync(Path.Combine(folder, "watchkeeper.log"));
        using var kill = Process.Start("kill", [running.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await running.WaitForExitAsync();
        Directory.Delete(folder, recursive: true);

        Assert.Contains(" info hosting: Watchkeeper ", text, StringComparison.Ordinal);
        Assert.Contains(" database=", text, StringComparison.Ordinal);
        Assert.Equal(0, running.ExitCode);
        Assert.Equal("", await running.StandardError.ReadToEndAsync());
    }

    private static void WriteCertificate(string folder, string subject)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest(subject, key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        File.WriteAllText(Path.Combine(folder, "tls.key"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Path.Combine(folder, "tls.crt"), certificate.ExportCertificatePem());
    }

    private static async Task<string?> SubjectAsync(Uri url)
    {
        string? subject = null;
        using var client = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, certificate, _, _) => (subject = certificate?.Subject) is not null,
            },
        });
        Assert.Equal("ok\n", await client.GetStringAsync(new Uri(url, "/healthz")));
        return subject;
    }
}
