using Watchkeeper.Metrics.Munin;

namespace Watchkeeper.Tests.Metrics.Munin;

/// <summary>plugin-conf.d says who runs a plugin and with which environment.</summary>
public sealed class PluginConfigurationTests
{
    private const string Text = """
        # [commented]
        [df*]
        env.warning 92
        env.exclude_re ^/run/user
        user nobody

        [df_inode]
        user root
        env.warning 80

        [if_*]
        user root
        [if_err_*]
        user nobody
        group adm, (Debian-exim)
        timeout 30
        command /usr/bin/nice -n 19 %c
        env.EMPTY
        """;

    [Fact]
    public void The_full_name_wins_then_the_longer_pattern_key_by_key()
    {
        var configuration = PluginConfiguration.Parse(Text);

        var inode = configuration.For("df_inode");
        Assert.Equal("root", inode.User);
        Assert.Equal(("80", "^/run/user"), (inode.Environment["warning"], inode.Environment["exclude_re"]));
        Assert.Equal("root", configuration.For("if_eth0").User);
        Assert.Equal("nobody", configuration.For("if_err_eth0").User);
        Assert.Null(configuration.For("load").User);
    }

    [Fact]
    public void Groups_timeout_command_and_empty_variables_are_read()
    {
        var settings = PluginConfiguration.Parse(Text).For("if_err_eth0");

        Assert.Equal([new PluginGroup("adm", false), new PluginGroup("Debian-exim", true)], settings.Groups);
        Assert.Equal(TimeSpan.FromSeconds(30), settings.Timeout);
        Assert.Equal(["/usr/bin/nice", "-n", "19", "%c"], settings.Command);
        Assert.Equal("", settings.Environment["EMPTY"]);
    }

    [Theory]
    [InlineData("load", true)]
    [InlineData("if_eth0.100", true)]
    [InlineData(".hidden", false)]
    [InlineData("load~", false)]
    [InlineData("load.dpkg-old", false)]
    [InlineData("load.rpmsave", false)]
    [InlineData("load.bak", false)]
    [InlineData("a\nb", false)]
    public void What_editors_and_packages_leave_is_no_plugin(string name, bool isPlugin) => Assert.Equal(isPlugin, PluginFolder.IsName(name));
}
