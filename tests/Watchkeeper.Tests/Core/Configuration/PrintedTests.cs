using Watchkeeper.Core.Configuration;

namespace Watchkeeper.Tests.Core.Configuration;

/// <summary>What <c>config show</c> and <c>config init</c> print of a module with every kind of key.</summary>
public sealed class PrintedTests
{
    private const string Folder = "tests/Watchkeeper.Tests/Core/Configuration/Golden";

    [Fact]
    public void Show_prints_every_value_with_its_origin_and_no_secret()
    {
        var file = Path.Combine(Path.GetTempPath(), $"watchkeeper-{Guid.NewGuid():N}.yaml");
        File.WriteAllText(file, """
            sample:
              text: "- tricky: # text"
              password: hunter2
              names: [b, "c, d"]
              items: [{ name: first }, {}]
              jobs: { backup: { grace: 90s }, nightly: }
            """);
        var configuration = Written.Load(file, new Dictionary<string, string> { ["WATCHKEEPER_SAMPLE__EVERY"] = "30s" });
        File.Delete(file);

        var shown = EffectiveConfiguration.ToYaml(configuration.Settings).Replace(file, "FILE", StringComparison.Ordinal);
        var json = EffectiveConfiguration.ToJson(configuration.Settings).ToJsonString() + "\n"
            + EffectiveConfiguration.Origins(configuration.Settings).ToJsonString().Replace(file, "FILE", StringComparison.Ordinal) + "\n";

        Assert.DoesNotContain("hunter2", shown + json, StringComparison.Ordinal);
        GoldenText.Check($"{Folder}/show.txt", shown);
        GoldenText.Check($"{Folder}/show.json.txt", json);
    }

    [Fact]
    public void Init_prints_every_key_with_its_documentation() =>
        GoldenText.Check($"{Folder}/init.txt", CommentedFile.Write(WatchkeeperConfiguration.Declare(Written.Paths, [SampleOptions.Module])));
}
