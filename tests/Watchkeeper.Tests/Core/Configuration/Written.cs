using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;

namespace Watchkeeper.Tests.Core.Configuration;

/// <summary>Configurations written down for a test.</summary>
internal static class Written
{
    public static HostPaths Paths { get; } = new("/nonexistent/watchkeeper.yaml", "/state", "/runtime");

    public static SampleOptions Sample(string yaml, params (string Name, string Value)[] environment) =>
        (SampleOptions)Load(yaml, environment).Sections["sample"];

    public static WatchkeeperConfiguration Load(string yaml, params (string Name, string Value)[] environment)
    {
        var file = Path.Combine(Path.GetTempPath(), $"watchkeeper-{Guid.NewGuid():N}.yaml");
        File.WriteAllText(file, yaml);
        try
        {
            return Load(file, environment.ToDictionary(pair => pair.Name, pair => pair.Value));
        }
        finally
        {
            File.Delete(file);
        }
    }

    public static string Errors(string yaml, params (string Name, string Value)[] environment) =>
        Assert.Throws<ProblemException>(() => Load(yaml, environment)).Message;

    public static WatchkeeperConfiguration Load(string file, IReadOnlyDictionary<string, string> environment) =>
        WatchkeeperConfiguration.Load(new ConfigurationSource(file, environment, Paths), [SampleOptions.Module]);
}
