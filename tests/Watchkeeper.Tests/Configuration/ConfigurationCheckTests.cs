using Watchkeeper.Configuration;
using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;

namespace Watchkeeper.Tests.Configuration;

public sealed class ConfigurationCheckTests
{
    private static readonly ConfigurationSource Nothing = new(null, new Dictionary<string, string>(), new HostPaths("/nonexistent", "/state", "/run"));

    [Fact]
    public void A_service_without_the_drop_in_of_a_capability_is_told_which_one()
    {
        var (units, folder) = Installed();

        var result = ConfigurationCheck.Run(Nothing, [Needy(isMet: true)], units);

        Assert.True(result.Ok);
        Assert.Equal(
            "needy: it takes more than an ordinary service's permissions that secrets are read: the drop-in needy.conf is not installed; "
            + $"copy packaging/needy.conf to {folder}/watchkeeper.service.d/, then systemctl daemon-reload and restart watchkeeper.",
            Assert.Single(result.Missing).Sentence);
    }

    [Fact]
    public void A_service_with_the_drop_in_lacks_nothing()
    {
        var (units, folder) = Installed();
        Directory.CreateDirectory(Path.Combine(folder, "watchkeeper.service.d"));
        File.WriteAllText(Path.Combine(folder, "watchkeeper.service.d/needy.conf"), "");

        Assert.Empty(ConfigurationCheck.Run(Nothing, [Needy(isMet: false)], units).Missing);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public void Without_a_service_it_is_the_user_who_may_or_may_not(bool isMet, int missing) =>
        Assert.Equal(missing, ConfigurationCheck.Run(Nothing, [Needy(isMet)], new SystemdUnits("/nonexistent")).Missing.Count);

    [Fact]
    public void All_errors_are_listed()
    {
        var result = ConfigurationCheck.Run(
            Nothing with { Environment = new Dictionary<string, string> { ["WATCHKEEPER_LISTEN"] = "nowhere", ["WATCHKEEPER_LOG__KEEP"] = "many" } },
            [],
            new SystemdUnits("/nonexistent"));

        Assert.False(result.Ok);
        Assert.Equal(2, result.Errors.Count);
    }

    [Fact]
    public void What_the_daemon_would_stumble_over_when_it_starts_is_an_error_too()
    {
        var folder = Directory.CreateTempSubdirectory("watchkeeper-check-").FullName;
        var (certificate, key) = (Path.Combine(folder, "tls.crt"), Path.Combine(folder, "tls.key"));
        File.WriteAllText(certificate, "half a certificate");
        string Error(string name, string value) => Assert.Single(Check((name, value), ("WATCHKEEPER_TLS__CERTIFICATE", certificate), ("WATCHKEEPER_TLS__KEY", key)).Errors);

        Assert.Equal($"HTTPS is not possible: {key} does not exist. Correct tls.key.", Error("WATCHKEEPER_HOST", "attic"));
        File.WriteAllText(key, "half a key");
        Assert.StartsWith($"HTTPS is not possible: {certificate} holds no certificate in PEM form.", Error("WATCHKEEPER_HOST", "attic"), StringComparison.Ordinal);
        Assert.Contains("port=many is not a number", Assert.Single(Check(("WATCHKEEPER_DATABASE", "postgres://x/y?port=many")).Errors), StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    private static ConfigurationCheckResult Check(params (string Name, string Value)[] environment) => ConfigurationCheck.Run(
        Nothing with { Environment = environment.ToDictionary(pair => pair.Name, pair => pair.Value) }, [], new SystemdUnits("/nonexistent"));

    private static (SystemdUnits Units, string Folder) Installed()
    {
        var folder = Directory.CreateTempSubdirectory("watchkeeper-units-").FullName;
        File.WriteAllText(Path.Combine(folder, "watchkeeper.service"), "");
        return (new SystemdUnits(folder, "/nonexistent"), folder);
    }

    private static Module Needy(bool isMet) =>
        new("needy", "It needs something.") { Needs = [new SystemNeed("needy.conf", "secrets are read", () => isMet)] };
}
