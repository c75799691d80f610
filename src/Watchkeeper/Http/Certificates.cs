using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Time;
using Watchkeeper.Hosting;

namespace Watchkeeper.Http;

/// <summary>
/// The certificate of the TLS listeners with the chain that is sent along, read from PEM files and read again when they change, so that a renewal (certbot, acme.sh) needs no restart. The
/// files are looked at when somebody connects, at most every few seconds; a renewal that cannot be read leaves the certificate in force and is logged once.
/// </summary>
internal sealed class Certificates(string certificateFile, string keyFile, TimeProvider clock, ILogger<Certificates> log)
{
    private static readonly TimeSpan LookedAtEvery = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private SslStreamCertificateContext? _current;
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
    public SslStreamCertificateContext Current()
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
                _current = Read(certificateFile, keyFile);
                HostLog.CertificateLoaded(log, certificateFile, Instant.From(new DateTimeOffset(_current.TargetCertificate.NotAfter)));
            }
            catch (ProblemException problem) when (_current is not null)
            {
                HostLog.CertificateKept(log, problem.Message);
            }

            _stamp = stamp;
            return _current;
        }
    }

    /// <summary>Reads both files; what stands behind the certificate in its file goes to clients too, which know the root of the chain alone.</summary>
    /// <exception cref="ProblemException">They cannot be read (<see cref="ProblemKind.Forbidden"/>: not by this user), or do not belong together.</exception>
    public static SslStreamCertificateContext Read(string certificateFile, string keyFile)
    {
        var (certificate, key) = (ReadText(certificateFile, "certificate"), ReadText(keyFile, "key"));
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(certificate);
            return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPem(certificate, key), chain, offline: true);
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException)
        {
            var why = !certificate.Contains("-----BEGIN CERTIFICATE-----", StringComparison.Ordinal) ? $"{certificateFile} holds no certificate in PEM form"
                : key.Contains("ENCRYPTED", StringComparison.Ordinal) ? $"{keyFile} is encrypted, and there is nobody to ask for its password; write it without one (openssl pkey)"
                : !key.Contains("PRIVATE KEY-----", StringComparison.Ordinal) ? $"{keyFile} holds no private key in PEM form"
                : $"{certificateFile} and {keyFile} do not belong together, or one of them is damaged";
            throw new ProblemException(ProblemKind.Failed, $"HTTPS is not possible: {why}. Correct tls.certificate and tls.key.", failure);
        }
    }

    private static string ReadText(string file, string key)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ProblemException(ProblemKind.NotFound, $"HTTPS is not possible: {file} does not exist. Correct tls.{key}.", failure);
        }
        catch (UnauthorizedAccessException failure)
        {
            var why = Directory.Exists(file) ? "is a folder" : $"may not be read by {Environment.UserName}";
            throw new ProblemException(ProblemKind.Forbidden, $"HTTPS is not possible: {file} {why}. Correct tls.{key}, or the file's owner and mode.", failure);
        }
        catch (IOException failure)
        {
            throw new ProblemException(ProblemKind.Failed, $"HTTPS is not possible: {file} cannot be read ({failure.Message}). Correct tls.{key}.", failure);
        }
    }
}
