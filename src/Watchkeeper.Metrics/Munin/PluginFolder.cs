using System.Text.RegularExpressions;

namespace Watchkeeper.Metrics.Munin;

/// <summary>A plugin that can be run.</summary>
internal sealed record MuninPlugin(string Name, string File, PluginSettings Settings);

/// <summary>Finds the plugins of a folder: files and links that may be executed, without what editors and package managers leave.</summary>
internal static partial class PluginFolder
{
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Neither may it.</exception>
    public static IReadOnlyList<MuninPlugin> Find(MuninPluginOptions options)
    {
        var configuration = PluginConfiguration.Load(options.Configuration);
        return
        [
            .. Directory.EnumerateFiles(options.Folder).Where(file => IsName(Path.GetFileName(file)) && IsExecutable(file)).Order(StringComparer.Ordinal)
                .Select(file => new MuninPlugin(Path.GetFileName(file), file, configuration.For(Path.GetFileName(file)))),
        ];
    }

    public static bool IsName(string name) => Name().IsMatch(name) && !Leftover().IsMatch(name);

    private static bool IsExecutable(string file)
    {
        const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        try
        {
            var target = File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file;
            return !OperatingSystem.IsWindows() && File.Exists(target) && (File.GetUnixFileMode(target) & Execute) != UnixFileMode.None;
        }
        catch (IOException)
        {
            // A link that leads nowhere.
            return false;
        }
    }

    [GeneratedRegex(@"^[\w:][-\w.: ]*\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Name();

    [GeneratedRegex(@"(~|%|\.bak|\.swp|\.orig|\.rpm(save|new|orig)|\.dpkg-(old|new|dist|tmp))\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Leftover();
}
