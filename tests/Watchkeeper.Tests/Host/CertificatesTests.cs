using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Watchkeeper.Core;
using Watchkeeper.Http;

namespace Watchkeeper.Tests.Host;

public sealed class CertificatesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("watchkeeper-tls-").FullName;
    private readonly TurnedClock _clock = new();

    private string CertificateFile => Path.Combine(_folder, "tls.crt");

    private string KeyFile => Path.Combine(_folder, "tls.key");

    [Fact]
    public void A_renewal_is_taken_up_without_a_restart()
    {
        Write("CN=first", DateTime.UnixEpoch.AddDays(1));
        var certificates = new Certificates(CertificateFile, KeyFile, _clock, NullLogger<Certificates>.Instance);
        Assert.Equal("CN=first", certificates.Current().TargetCertificate.Subject);

        Write("CN=second", DateTime.UnixEpoch.AddDays(2));
        Assert.Equal("CN=first", certificates.Current().TargetCertificate.Subject);
        _clock.Turn(TimeSpan.FromSeconds(6));

        Assert.Equal("CN=second", certificates.Current().TargetCertificate.Subject);
    }

    [Fact]
    public void A_renewal_that_cannot_be_read_leaves_the_one_in_force()
    {
        Write("CN=first", DateTime.UnixEpoch.AddDays(1));
        var certificates = new Certificates(CertificateFile, KeyFile, _clock, NullLogger<Certificates>.Instance);
        certificates.Current();

        File.WriteAllText(CertificateFile, "half a certificate");
        _clock.Turn(TimeSpan.FromSeconds(6));

        Assert.Equal("CN=first", certificates.Current().TargetCertificate.Subject);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("no certificate")]
    public void At_the_start_wrong_files_are_a_problem_with_words(string? content)
    {
        if (content is not null)
        {
            File.WriteAllText(CertificateFile, content);
            File.WriteAllText(KeyFile, content);
        }

        var certificates = new Certificates(CertificateFile, KeyFile, _clock, NullLogger<Certificates>.Instance);

        Assert.Contains("tls.crt", Assert.Throws<ProblemException>(() => certificates.Current()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_wrong_with_the_files_is_said_in_our_own_words()
    {
        Write("CN=first", DateTime.UnixEpoch.AddDays(1));
        var key = File.ReadAllText(KeyFile);
        string Told(string content)
        {
            File.WriteAllText(KeyFile, content);
            return Assert.Throws<ProblemException>(() => Certificates.Read(CertificateFile, KeyFile)).Message;
        }

        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var encrypted = other.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1));
        Assert.Contains("do not belong together", Told(other.ExportPkcs8PrivateKeyPem()), StringComparison.Ordinal);
        Assert.Contains("holds no private key in PEM form", Told("half a key"), StringComparison.Ordinal);
        Assert.Contains("is encrypted, and there is nobody to ask", Told(encrypted), StringComparison.Ordinal);
        File.WriteAllText(KeyFile, key);
        Assert.Equal("CN=first", Certificates.Read(CertificateFile, KeyFile).TargetCertificate.Subject);
    }

    [Fact]
    public void What_stands_between_the_certificate_and_its_root_is_sent_along()
    {
        var (from, to) = (DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        static CertificateRequest Request(string name, ECDsa key, bool issues) => new(name, key, HashAlgorithmName.SHA256)
        {
            CertificateExtensions = { new X509BasicConstraintsExtension(issues, hasPathLengthConstraint: false, 0, critical: true) },
        };
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var root = Request("CN=root", key, issues: true).CreateSelfSigned(from, to);
        using var middleKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var middle = Request("CN=middle", middleKey, issues: true).Create(root, from, to, [1]).CopyWithPrivateKey(middleKey);
        using var ownKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var own = Request("CN=own", ownKey, issues: false).Create(middle, from, to, [2]);
        File.WriteAllText(CertificateFile, own.ExportCertificatePem() + "\n" + middle.ExportCertificatePem());
        File.WriteAllText(KeyFile, ownKey.ExportPkcs8PrivateKeyPem());

        var context = Certificates.Read(CertificateFile, KeyFile);

        Assert.Equal("CN=own", context.TargetCertificate.Subject);
        Assert.Equal("CN=middle", Assert.Single(context.IntermediateCertificates).Subject);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Write(string subject, DateTime stamp)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest(subject, key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        File.WriteAllText(CertificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
        File.SetLastWriteTimeUtc(CertificateFile, stamp);
        File.SetLastWriteTimeUtc(KeyFile, stamp);
    }

    private sealed class TurnedClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Turn(TimeSpan span) => _ticks += span.Ticks;
    }
}
