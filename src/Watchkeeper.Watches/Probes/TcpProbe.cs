using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Watchkeeper.Core.Time;
using Watchkeeper.Watches.Conditions;
using Watchkeeper.Watches.Sources;

namespace Watchkeeper.Watches.Probes;

internal static class TcpProbe
{
    public static async Task<IReadOnlyList<Sample>> AskAsync(TcpSource source, HostClock clock, CancellationToken cancellation)
    {
        var started = clock.Uptime;
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(source.Host, source.Port, cancellation);
        }
        catch (SocketException refused)
        {
            // Nobody listens, or nobody is there: that is known, and just what such a watch wants to know.
            return [new Sample(Reading.Of("closed"), new Dictionary<string, string> { ["error"] = refused.Message })];
        }

        var facts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["seconds"] = (clock.Uptime - started).TotalSeconds.ToString("0.######", CultureInfo.InvariantCulture),
        };
        if (!source.Tls)
        {
            return [new Sample(Reading.Of("open"), facts)];
        }

        try
        {
            facts["certificate_days"] = (await CertificateEndAsync(client, source.Host, cancellation) - clock.Now).TotalDays.ToString("0.##", CultureInfo.InvariantCulture);
            return [new Sample(Reading.Of("open"), facts)];
        }
        catch (AuthenticationException failure)
        {
            return Sample.Unknown($"the TLS handshake failed: {failure.Message}");
        }
    }

    /// <summary>Any certificate is looked at, also one that nobody would trust: the question is when it ends.</summary>
    private static async Task<Instant> CertificateEndAsync(TcpClient client, string host, CancellationToken cancellation)
    {
        await using var stream = new SslStream(client.GetStream());
#pragma warning disable CA5359 // Nothing is sent over this connection, and nothing received is believed.
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = host,
            CertificateChainPolicy = new X509ChainPolicy { VerificationFlags = X509VerificationFlags.AllFlags, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true },
            RemoteCertificateValidationCallback = static (_, _, _, _) => true,
        };
#pragma warning restore CA5359
        await stream.AuthenticateAsClientAsync(options, cancellation);
        using var certificate = new X509Certificate2(stream.RemoteCertificate!);
        return Instant.From(new DateTimeOffset(certificate.NotAfter));
    }
}
