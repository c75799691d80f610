using Watchkeeper.Core.Configuration;

namespace Watchkeeper.Tests.Core.Configuration;

public sealed class EnvironmentTests
{
    [Fact]
    public void A_variable_wins_over_the_file_and_nests_at_double_underscores()
    {
        var sample = Written.Sample(
            "sample: { text: file, count: 2, inner: { deep: file } }",
            ("WATCHKEEPER_SAMPLE__TEXT", "from: the # environment"),
            ("WATCHKEEPER_SAMPLE__INNER__DEEP", "there"),
            ("WATCHKEEPER_SAMPLE__EVERY", "30s"));

        Assert.Equal(("from: the # environment", 2L, "there", TimeSpan.FromSeconds(30)), (sample.Text, sample.Count, sample.Inner, sample.Every));
    }

    [Fact]
    public void Lists_mappings_and_quoted_texts_are_written_as_in_YAML()
    {
        var sample = Written.Sample(
            "",
            ("WATCHKEEPER_SAMPLE__NAMES", "[x, 'y, z']"),
            ("WATCHKEEPER_SAMPLE__JOBS", "{ backup: { grace: 5m } }"),
            ("WATCHKEEPER_SAMPLE__TEXT", "\"[in brackets]\""));

        Assert.Equal(["x", "y, z"], sample.Names);
        Assert.Equal(["backup 300"], sample.Jobs);
        Assert.Equal("[in brackets]", sample.Text);
    }

    [Fact]
    public void An_error_names_the_variable() =>
        Assert.Equal(
            "environment variable WATCHKEEPER_SAMPLE__COUNT: sample.count: must be from 1 to 10, not \"11\"\n"
            + "environment variable WATCHKEEPER_SAMPLE__GRCE: sample.grce: unknown key\n"
            + "environment variable WATCHKEEPER_SAMPLE__MOD: sample.mod: unknown key; did you mean mood?",
            Written.Errors("", ("WATCHKEEPER_SAMPLE__COUNT", "11"), ("WATCHKEEPER_SAMPLE__MOD", "angry"), ("WATCHKEEPER_SAMPLE__GRCE", "1m")));

    [Fact]
    public void A_stranger_of_our_prefix_is_only_a_warning()
    {
        var configuration = Written.Load("", ("WATCHKEEPER_PORT_8642_TCP", "tcp://10.0.0.1:8642"), ("WATCHKEEPER_SERVER", "ours"));

        Assert.Equal(["environment variable WATCHKEEPER_PORT_8642_TCP: port_8642_tcp: unknown key"], configuration.Warnings);
    }

    [Fact]
    public void A_secret_comes_from_a_file_or_the_environment()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "from the file\n");

        Assert.Equal("from the file", Written.Sample($"sample: {{ password: {{ file: {file} }} }}").Password);
        Assert.Equal("from the environment", Written.Sample("sample: { password: { env: SAMPLE } }", ("SAMPLE", "from the environment")).Password);
        Assert.Equal("from the file", Written.Sample("", ("WATCHKEEPER_SAMPLE__PASSWORD", $"{{ file: {file} }}")).Password);
        File.Delete(file);
    }

    [Theory]
    [InlineData(true, "", "/etc/watchkeeper/watchkeeper.yaml", "/var/lib/watchkeeper", "/run/watchkeeper")]
    [InlineData(false, "", "/home/ada/.config/watchkeeper/watchkeeper.yaml", "/home/ada/.local/state/watchkeeper", "/home/ada/.local/state/watchkeeper")]
    [InlineData(false, "XDG_RUNTIME_DIR=/run/user/7 XDG_STATE_HOME=relative", "/home/ada/.config/watchkeeper/watchkeeper.yaml", "/home/ada/.local/state/watchkeeper", "/run/user/7/watchkeeper")]
    [InlineData(false, "STATE_DIRECTORY=/s:/t RUNTIME_DIRECTORY=/r CONFIGURATION_DIRECTORY=/c", "/c/watchkeeper.yaml", "/s", "/r")]
    public void The_usual_places(bool isRoot, string environment, string file, string state, string runtime)
    {
        var variables = $"HOME=/home/ada {environment}".Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);

        Assert.Equal(new HostPaths(file, state, runtime), HostPaths.For(isRoot, variables));
    }
}
