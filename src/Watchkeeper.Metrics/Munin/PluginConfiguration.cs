using System.Globalization;

namespace Watchkeeper.Metrics.Munin;

/// <summary>What plugin-conf.d says about one plugin.</summary>
/// <param name="User">Who runs it; null for the default.</param>
/// <param name="Groups">Its groups; empty for the user's own.</param>
/// <param name="Command">What is run instead of it, with <c>%c</c> for itself; empty for the plugin itself.</param>
internal sealed record PluginSettings(
    string? User, IReadOnlyList<PluginGroup> Groups, IReadOnlyList<string> Command, TimeSpan? Timeout, IReadOnlyDictionary<string, string> Environment);

/// <summary>A group; one that stands in parentheses may be missing on this host.</summary>
internal readonly record struct PluginGroup(string Name, bool MayBeMissing);

/// <summary>
/// The files of plugin-conf.d (https://guide.munin-monitoring.org/en/latest/plugin/use.html): sections <c>[name]</c> and <c>[name*]</c> with <c>user</c>,
/// <c>group</c>, <c>command</c>, <c>timeout</c> and <c>env.NAME</c>. Files are read in order of their names and later ones win; of the sections that fit a
/// plugin the one with its full name wins, then the longer ones.
/// </summary>
internal sealed class PluginConfiguration
{
    private readonly Dictionary<string, Dictionary<string, string>> _sections = new(StringComparer.Ordinal);

    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Neither may it.</exception>
    public static PluginConfiguration Load(string folder)
    {
        var configuration = new PluginConfiguration();
        if (Directory.Exists(folder))
        {
            foreach (var file in Directory.EnumerateFiles(folder).Where(file => PluginFolder.IsName(Path.GetFileName(file))).Order(StringComparer.Ordinal))
            {
                configuration.Read(File.ReadAllText(file));
            }
        }

        return configuration;
    }

    public static PluginConfiguration Parse(string text)
    {
        var configuration = new PluginConfiguration();
        configuration.Read(text);
        return configuration;
    }

    public PluginSettings For(string plugin)
    {
        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        var fitting = _sections.Where(section => Fits(section.Key, plugin)).OrderBy(section => section.Key == plugin ? 0 : 1).ThenByDescending(section => section.Key.Length);
        foreach (var (key, value) in fitting.SelectMany(section => section.Value))
        {
            keys.TryAdd(key, value);
        }

        return new(
            keys.GetValueOrDefault("user"),
            [.. keys.GetValueOrDefault("group", "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries).Select(Group)],
            keys.GetValueOrDefault("command", "").Split(' ', StringSplitOptions.RemoveEmptyEntries),
            int.TryParse(keys.GetValueOrDefault("timeout"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds) : null,
            keys.Where(pair => pair.Key.StartsWith("env.", StringComparison.Ordinal)).ToDictionary(pair => pair.Key[4..], pair => pair.Value, StringComparer.Ordinal));
    }

    private static bool Fits(string section, string plugin) =>
        section.EndsWith('*') ? plugin.StartsWith(section[..^1], StringComparison.Ordinal) : section == plugin;

    private static PluginGroup Group(string text) => new(text.Trim('(', ')'), text.StartsWith('('));

    private void Read(string text)
    {
        Dictionary<string, string>? section = null;
        foreach (var raw in text.Split('\n'))
        {
            var line = raw.Trim();
            if (line is ['[', .. var name, ']'])
            {
                name = name.Trim();
                if (!_sections.TryGetValue(name, out section))
                {
                    _sections.Add(name, section = new(StringComparer.Ordinal));
                }
            }
            else if (line.Length > 0 && line[0] != '#' && section is not null)
            {
                var space = line.IndexOfAny([' ', '\t']);
                var (key, value) = space < 0 ? (line, "") : (line[..space], line[space..].Trim());
                section[key.StartsWith("env.", StringComparison.Ordinal) ? key : key.ToLowerInvariant()] = value;
            }
        }
    }
}
