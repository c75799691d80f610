namespace Watchkeeper.Canaries.Imports;

/// <summary>
/// Coal Mine's settings, from <c>coal-mine.ini</c> as Python's ConfigParser reads it or, where <c>MONGODB_URI</c> is set, from the environment variables
/// that it takes instead.
/// </summary>
internal sealed class CoalMineIni
{
    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    /// <summary><c>section.key</c>; null where it is not set.</summary>
    public string? this[string name] => _values.GetValueOrDefault(name);

    public IEnumerable<string> Names => _values.Keys;

    /// <summary>Reads the text of a file; interpolation (<c>%%</c>) is undone.</summary>
    public static CoalMineIni Parse(string text)
    {
        var ini = new CoalMineIni();
        var section = "";
        string? last = null;
        foreach (var line in text.Split('\n'))
        {
            var trimmed = line.Trim();
            if (trimmed.Length == 0 || trimmed[0] is '#' or ';')
            {
                continue;
            }

            if (trimmed[0] == '[' && trimmed.EndsWith(']'))
            {
                (section, last) = (trimmed[1..^1], null);
            }
            else if (char.IsWhiteSpace(line[0]) && last is not null)
            {
                ini._values[last] += "\n" + trimmed;
            }
            else if (trimmed.IndexOfAny(['=', ':']) is > 0 and var separator)
            {
                last = $"{section}.{trimmed[..separator].Trim()}";
                ini._values[last] = trimmed[(separator + 1)..].Trim().Replace("%%", "%", StringComparison.Ordinal);
            }
        }

        return ini;
    }

    /// <summary>The variables that Coal Mine reads instead of a file.</summary>
    public static CoalMineIni FromEnvironment(Func<string, string?> variable)
    {
        var ini = new CoalMineIni();
        foreach (var (name, key) in (ReadOnlySpan<(string, string)>)
        [
            ("MONGODB_URI", "mongodb.hosts"), ("EMAIL_SENDER", "email.sender"), ("SMTP_HOST", "email.host"), ("SMTP_PORT", "email.port"),
            ("SMTP_USERNAME", "email.username"), ("SMTP_PASSWORD", "email.password"), ("WSGI_PORT", "wsgi.port"), ("WSGI_AUTH_KEY", "wsgi.auth_key"),
        ])
        {
            if (variable(name) is { Length: > 0 } value)
            {
                ini._values[key] = value;
            }
        }

        return ini;
    }
}
