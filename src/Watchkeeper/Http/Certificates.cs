using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Time;
using Watchkeeper.Hosting;

namespace Watchkeeper.Http;

/// <summary>
/// The certificate of the TLS listeners, read from PEM files and read again when they change, so that a renewal (certbot, acme.sh) needs no restart. The
/// files are looked at when somebody connects, at most every few seconds; a renewal that cannot be read leaves the certificate in force and is logged once.
/// </summary>
internal sealed class Certificates(string certificateFile, string keyFile, TimeProvider clock, ILogger<Certificates> log)
{
    private static readonly TimeSpan LookedAtEvery = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private X509Certificate2? _current;
    private (DateTime Certificate, DateTime Key) _stamp;
    private long _lookedAt;

    /// <summary>Reads the certificate at once, so that a wrong one is known at start.</summary>
    /// <exception cref="ProblemException">The files cannot be read, or do not belong together.</exception>
    public static Certificates Of(TlsOptions tls, IServiceProvider services)
    {
        var certificates = new Certificates(
            tls.Certificate, tls.Key, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<Certificates>>());
        certificates.Current();
        return certificates;
    }

    /// <exception cref="ProblemException">At the first call: the files cannot be read, or do not belong together.</exception>
    public X509Certificate2 Current()
    {
        lock (_lock)
        {
            if (_current is not null && clock.GetElapsedTime(_lookedAt) < LookedAtEvery)
            {
                return _current;
            }

            _lookedAt = clock.GetTimestamp();
            var stamp = (File.GetLastWriteTimeUtc(certificateFile), File.GetLastWriteTimeUtc(keyFile));
            if (_current is not null && stamp == _stamp)
            {
                return _current;
            }

            try
            {
                _current = Load();
                HostLog.CertificateLoaded(log, certificateFile, Instant.From(new DateTimeOffset(_current.NotAfter)));
            }
            catch (ProblemException problem) when (_current is not null)
            {
                HostLog.CertificateKept(log, problem.Message);
            }

            _stamp = stamp;
            return _current;
        }
    }

    private X509Certificate2 Load()
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ProblemException(ProblemKind.Failed, $"The TLS certificate or its key cannot be read: {failure.Message} Check tls.certificate and tls.key.", failure);
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException)
        {
            throw new ProblemException(
                ProblemKind.Failed, $"{certificateFile} and {keyFile} are not a PEM certificate and its unencrypted key: {failure.Message}", failure);
        }
    }
}
