using Watchkeeper.Canaries;
using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Metrics;
using Watchkeeper.Notifications;
using Watchkeeper.Tests.Core.Configuration;
using Watchkeeper.Watches;

namespace Watchkeeper.Tests.Watches;

/// <summary>Watches written in YAML for a test.</summary>
internal static class WatchesWritten
{
    /// <summary>The watches, and those whose grammars their settings use.</summary>
    private static readonly IReadOnlyList<Module> Modules =
        [new("watches", "…") { Options = OptionsReader.Of(WatchesOptions.Read) }, MetricsModule.Module, CanariesModule.Module, NotificationsModule.Module];

    public static Watch Watch(string rule) => Options(rule).Watches.First(watch => !watch.IsDefault);

    /// <param name="rules">The mapping under <c>rules:</c>.</param>
    public static WatchesOptions Options(string rules) => Load($"watches:\n  rules:\n{Indented(rules, 4)}");

    public static WatchesOptions Load(string yaml)
    {
        var file = Path.Combine(Path.GetTempPath(), $"watchkeeper-{Guid.NewGuid():N}.yaml");
        File.WriteAllText(file, yaml);
        try
        {
            return LoadFile(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    public static WatchesOptions LoadFile(string file) => (WatchesOptions)WatchkeeperConfiguration.Load(
        new ConfigurationSource(file, new Dictionary<string, string>(), Written.Paths), Modules).Sections["watches"];

    public static IReadOnlyList<string> Errors(string rules) =>
        [.. Assert.Throws<ProblemException>(() => Options(rules)).Message.Split('\n').Select(line => line[(line.IndexOf(".yaml:", StringComparison.Ordinal) + 6)..])];

    private static string Indented(string text, int by) => string.Join('\n', text.Split('\n').Select(line => new string(' ', by) + line));
}
