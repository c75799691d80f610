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

    public static WatchesOptions Load(string yaml) => Section(InFile(yaml, Read));

    public static WatchesOptions LoadFile(string file) => Section(Read(file));

    /// <summary>The watches' own tests that fail, each from its line on.</summary>
    public static IReadOnlyList<string> FailuresOf(string file) => [.. Read(file).Failures.Select(FromLine)];

    /// <param name="rules">The mapping under <c>rules:</c>.</param>
    public static IReadOnlyList<string> Failures(string rules) => InFile($"watches:\n  rules:\n{Indented(rules, 4)}", FailuresOf);

    public static IReadOnlyList<string> Errors(string rules) =>
        [.. Assert.Throws<ProblemException>(() => Options(rules)).Message.Split('\n').Select(FromLine)];

    private static string FromLine(string error) => error[(error.IndexOf(".yaml:", StringComparison.Ordinal) + 6)..];

    private static WatchesOptions Section(WatchkeeperConfiguration configuration) => (WatchesOptions)configuration.Sections["watches"];

    private static WatchkeeperConfiguration Read(string file) =>
        WatchkeeperConfiguration.Load(new ConfigurationSource(file, new Dictionary<string, string>(), Written.Paths), Modules);

    private static T InFile<T>(string yaml, Func<string, T> read)
    {
        var file = Path.Combine(Path.GetTempPath(), $"watchkeeper-{Guid.NewGuid():N}.yaml");
        File.WriteAllText(file, yaml);
        try
        {
            return read(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string Indented(string text, int by) => string.Join('\n', text.Split('\n').Select(line => new string(' ', by) + line));
}
