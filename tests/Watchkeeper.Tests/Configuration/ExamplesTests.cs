using Watchkeeper.Core.Configuration;

namespace Watchkeeper.Tests.Configuration;

public sealed class ExamplesTests
{
    private static readonly HostPaths Paths = HostPaths.For(isRoot: true, new Dictionary<string, string>());

    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "examples"), "*.yaml").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_example_is_read_by_the_real_reader(string name)
    {
        var source = new ConfigurationSource(Path.Combine(Repository.Root, "examples", name), new AnyVariable(), Paths);

        var configuration = WatchkeeperConfiguration.Load(source, Rooms.All);

        Assert.Empty(configuration.Warnings);
    }

    [Fact]
    public void The_commented_file_changes_nothing_as_it_is()
    {
        var text = CommentedFile.Write(WatchkeeperConfiguration.Declare(Paths, Rooms.All));
        var file = Path.GetTempFileName();
        File.WriteAllText(file, text);

        var written = WatchkeeperConfiguration.Load(new ConfigurationSource(file, new Dictionary<string, string>(), Paths), Rooms.All);
        var standard = WatchkeeperConfiguration.Load(new ConfigurationSource(null, new Dictionary<string, string>(), Paths with { ConfigurationFile = "/nonexistent" }), Rooms.All);

        Assert.Equal(EffectiveConfiguration.ToYaml(standard.Settings), EffectiveConfiguration.ToYaml(written.Settings));
        File.Delete(file);
    }

    [Fact]
    public void What_show_prints_can_be_read_again()
    {
        var standard = WatchkeeperConfiguration.Load(new ConfigurationSource(null, new Dictionary<string, string>(), Paths with { ConfigurationFile = "/nonexistent" }), Rooms.All);
        var file = Path.GetTempFileName();
        File.WriteAllText(file, EffectiveConfiguration.ToYaml(standard.Settings));

        var again = WatchkeeperConfiguration.Load(new ConfigurationSource(file, new Dictionary<string, string>(), Paths), Rooms.All);

        Assert.Equal(EffectiveConfiguration.ToJson(standard.Settings).ToJsonString(), EffectiveConfiguration.ToJson(again.Settings).ToJsonString());
        File.Delete(file);
    }

    /// <summary>Examples take secrets from the environment; here every variable has a value, which will do as an address too.</summary>
    private sealed class AnyVariable : Dictionary<string, string>, IReadOnlyDictionary<string, string>
    {
        bool IReadOnlyDictionary<string, string>.TryGetValue(string key, out string value)
        {
            value = "https://example.org/secret";
            return true;
        }
    }
}
