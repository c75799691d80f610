namespace Watchkeeper.Core.Configuration;

/// <summary>
/// Lays environment variables over the file: <c>WATCHKEEPER_CANARIES__GRACE=5m</c> is <c>canaries: { grace: 5m }</c>. A value that begins like a YAML
/// list, mapping or quoted text is read as such; any other is taken as it stands.
/// </summary>
internal static class EnvironmentSource
{
    public const string Prefix = "WATCHKEEPER_";

    /// <summary>Not keys of the configuration: where it is, and what the command line remembers.</summary>
    private static readonly string[] Reserved = ["CONFIG", "SERVER", "TOKEN"];

    public static SourceMap Lay(SourceMap file, IReadOnlyDictionary<string, string> environment, List<ConfigurationError> errors)
    {
        foreach (var (name, value) in environment.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (name.StartsWith(Prefix, StringComparison.Ordinal) && !Reserved.Contains(name[Prefix.Length..]))
            {
                var path = name[Prefix.Length..].ToLowerInvariant().Split("__");
                var node = value.TrimStart() is ['[' or '{' or '"' or '\'', ..]
                    ? YamlSource.Parse(value, name, isEnvironment: true, errors)
                    : new SourceScalar(new Origin(name, 0, 0), value, IsPlain: true);
                if (node is not null)
                {
                    file = With(file, path, node);
                }
            }
        }

        return file;
    }

    private static SourceMap With(SourceMap map, ReadOnlySpan<string> path, SourceNode value)
    {
        var key = path[0];
        if (path.Length > 1)
        {
            var inner = map.Find(key) as SourceMap ?? new SourceMap(value.Origin, []);
            value = With(inner, path[1..], value);
        }

        var origin = value.Origin;
        if (map.Entries.FirstOrDefault(entry => entry.Key == key) is { Key: not null } before && path.Length > 1)
        {
            origin = before.Origin;
        }

        return new SourceMap(map.Origin, [.. map.Entries.Where(entry => entry.Key != key), new SourceEntry(key, origin, value)]);
    }
}
