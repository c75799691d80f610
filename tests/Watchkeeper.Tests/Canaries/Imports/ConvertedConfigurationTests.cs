using Watchkeeper.Canaries.Imports;
using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;

namespace Watchkeeper.Tests.Canaries.Imports;

/// <summary>What <c>config convert</c> writes of Coal Mine's settings can be used as it is, or it says what is wrong with them.</summary>
public sealed class ConvertedConfigurationTests
{
    private const string Mongo = "[mongodb]\nhosts = localhost\ndatabase = coal\n";

    [Theory]
    [InlineData("", "listen: 127.0.0.1:80 ")]
    [InlineData("[wsgi]\nauth_key = k\n", "listen: 127.0.0.1:80 ")]
    [InlineData("[wsgi]\nport = 8080\n", "listen: 127.0.0.1:8080 ")]
    [InlineData("[wsgi]\nauth_key = a%%b\"c\\d\te\n", "auth_key: \"a%b\\\"c\\\\d\\x09e\"")]
    [InlineData("[logging]\nfile = coal.log\nmax_size = 1024\n", "max_size: 4096 # it was 1024")]
    [InlineData("[logging]\nfile = coal.log\nmax_size = 0\nbackup_count = 5000\n", "keep: 1000 # it was 5000")]
    [InlineData("[logging]\nfile = coal.log\nrotate = no\nmax_size = 1\n", "file: \"coal.log\"\n")]
    [InlineData("[logging]\nfile =\n[email]\nsender =\n", "forgive_downtime: false")]
    [InlineData("[email]\nhost = mail.example.org\n", "# [email] names no sender")]
    [InlineData("[backup]\nkeep = secret\n[wsgi]\nkey = x\n", "# Left out, because Coal Mine has no such setting: [backup] keep\n# Left out, because Coal Mine has no such setting: [wsgi] key\n")]
    [InlineData("[email]\nsender = c@example.org\nhost =\nusername =\npassword =\n", "host: \"localhost\"\n    port: 25\n")]
    [InlineData("[email]\nsender = c@example.org\nport = 587\nusername = u: #'\npassword = {env: X}\n", "password: \"{env: X}\"")]
    public void What_it_writes_passes_the_check(string ini, string part)
    {
        var yaml = CoalMineConverter.Converter.Convert(Mongo + ini);

        Assert.Contains(part, yaml, StringComparison.Ordinal);
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, yaml);
            var paths = HostPaths.For(isRoot: false, new Dictionary<string, string>());
            WatchkeeperConfiguration.Load(new ConfigurationSource(file, new Dictionary<string, string>(), paths), Configuration.Rooms.All);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("[wsgi]\nport = abc\n", "[wsgi] port is \"abc\", which is not a number; correct it and convert again.")]
    [InlineData("[wsgi]\nport = 70000\n", "[wsgi] port is \"70000\", which is not a port, 1 to 65535; correct it and convert again.")]
    [InlineData("[email]\nsender = c@example.org\nport = 0\n", "[email] port is \"0\", which is not a port, 1 to 65535; correct it and convert again.")]
    [InlineData("[email]\nsender = ops\n", "[email] sender is \"ops\", which is not a mail address like coal-mine@example.org; correct it and convert again.")]
    [InlineData("[email]\nsender = c@example.org\nusername = u\n", "[email]: signing in takes both username and password.")]
    [InlineData(
        "[logging]\nfile = f\nmax_size = 1 MB\n[wsgi]\nport = x\n",
        "[wsgi] port is \"x\", which is not a number; correct it and convert again.\n[logging] max_size is \"1 MB\", which is not a number; correct it and convert again.")]
    public void What_means_nothing_is_named(string ini, string sentences)
    {
        var problem = Assert.Throws<ProblemException>(() => CoalMineConverter.Converter.Convert(Mongo + ini));
        Assert.Equal((ProblemKind.BadRequest, sentences), (problem.Kind, problem.Message));
    }
}
