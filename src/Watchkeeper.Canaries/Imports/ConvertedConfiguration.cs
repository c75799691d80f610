using System.Globalization;
using System.Text;
using Watchkeeper.Core;

namespace Watchkeeper.Canaries.Imports;

/// <summary>
/// Writes Watchkeeper's configuration from Coal Mine's settings. What it writes passes <c>config check</c>: a setting that Coal Mine itself would not start
/// with is a mistake to be corrected first, and what Coal Mine allows and Watchkeeper does not becomes the nearest that it does, with a comment.
/// </summary>
internal sealed class ConvertedConfiguration
{
    private const long SmallestLog = 4_096;
    private const long LargestLog = 1L << 40;
    private const long MostLogs = 1_000;

    /// <summary>All that Coal Mine reads, apart from <c>[mongodb]</c>, whose keys are its driver's.</summary>
    private static readonly string[] Known =
    [
        "logging.file", "logging.rotate", "logging.max_size", "logging.backup_count", "email.sender", "email.host", "email.port", "email.username", "email.password",
        "wsgi.port", "wsgi.auth_key",
    ];

    private readonly CoalMineIni _ini;
    private readonly StringBuilder _yaml = new("# Converted from Coal Mine's settings.\n");
    private readonly List<string> _mistakes = [];

    private ConvertedConfiguration(CoalMineIni ini) => _ini = ini;

    /// <exception cref="ProblemException">Settings that mean nothing, all of them.</exception>
    public static string Write(CoalMineIni ini)
    {
        var converted = new ConvertedConfiguration(ini);
        converted.WriteListen();
        converted.WriteLog();
        converted.WriteCanaries();
        converted.WriteMail();
        converted.WriteWhereTheCanariesAre();
        converted.WriteWhatIsUnknown();
        return converted._mistakes.Count == 0
            ? converted._yaml.ToString()
            : throw new ProblemException(ProblemKind.BadRequest, string.Join('\n', converted._mistakes));
    }

    /// <summary>Coal Mine listened on all addresses; Watchkeeper does so only once there is a token (watchkeeper tokens create NAME).</summary>
    private void WriteListen()
    {
        var port = Port("wsgi.port", 80);
        Line($"listen: 127.0.0.1:{port} # Coal Mine listened on all addresses: make a token first, then write 0.0.0.0:{port}");
        if (Text("wsgi.port") is null)
        {
            Line("# Its settings name no port, so this is its default; if it was started with --port, write that one.");
        }
    }

    private void WriteLog()
    {
        if (Text("logging.file") is not { } file)
        {
            return;
        }

        Line($"log:\n  file: {Quote(file)}");
        if (Text("logging.rotate")?.ToLowerInvariant() is "0" or "no" or "false" or "off")
        {
            return;
        }

        var size = Number("logging.max_size", 1_048_576);
        var taken = Math.Clamp(size, SmallestLog, LargestLog);
        Line($"  max_size: {taken}{(taken == size ? "" : $" # it was {size}; Watchkeeper takes {SmallestLog} to {LargestLog}")}");
        var count = Number("logging.backup_count", 5);
        var kept = Math.Min(count, MostLogs);
        Line($"  keep: {kept}{(kept == count ? "" : $" # it was {count}; Watchkeeper keeps at most {MostLogs}")}");
    }

    private void WriteCanaries()
    {
        Line("canaries:");
        if (Text("wsgi.auth_key") is { } key)
        {
            Line($"  coal_mine:\n    auth_key: {Quote(key)}");
        }

        Line("  # Coal Mine made a canary late whose deadline passed while it was not running itself; true forgives that.\n  forgive_downtime: false");
    }

    private void WriteMail()
    {
        if (Text("email.sender") is not { } sender)
        {
            if (_ini.Names.Any(name => name.StartsWith("email.", StringComparison.OrdinalIgnoreCase) && Text(name) is not null))
            {
                Line("# [email] names no sender, without which Coal Mine does not start: its settings are left out here, and no mail is sent until notifications.mail is written.");
            }

            return;
        }

        if (!IsAddress(sender))
        {
            Mistake("email.sender", sender, "a mail address like coal-mine@example.org");
        }

        Line($"notifications:\n  mail:\n    from: {Quote(sender)}\n    sender: Coal Mine\n    host: {Quote(Text("email.host") ?? "localhost")}\n    port: {Port("email.port", 25)}");
        Line("    security: none # Coal Mine's mail was never encrypted; auto encrypts it where the server can");
        Line("    pace: { messages: 0 } # a mail for each canary, however many; without this line more than five a minute for one address are gathered");
        var (user, password) = (Text("email.username"), Text("email.password"));
        if ((user is null) != (password is null))
        {
            _mistakes.Add("[email]: signing in takes both username and password.");
        }
        else if (user is not null)
        {
            Line($"    username: {Quote(user)}\n    password: {Quote(password!)}");
        }
    }

    private void WriteWhereTheCanariesAre()
    {
        if (_ini.Names.Any(IsOfMongo))
        {
            Line("# The canaries themselves come over with 'watchkeeper canaries import --coal-mine URL' while the old server runs,");
            Line("# or from its MongoDB with mongoexport and 'watchkeeper canaries import --mongoexport FILE'.");
        }
    }

    /// <summary>By name only: the value may be a password.</summary>
    private void WriteWhatIsUnknown()
    {
        foreach (var name in _ini.Names.Where(name => !IsOfMongo(name) && !Known.Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            var dot = name.LastIndexOf('.');
            Line($"# Left out, because Coal Mine has no such setting: [{OneLine(name[..dot])}] {OneLine(name[(dot + 1)..])}");
        }
    }

    private static bool IsOfMongo(string name) => name.StartsWith("mongodb.", StringComparison.OrdinalIgnoreCase);

    private static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c));

    private void Line(string text) => _yaml.Append(text).Append('\n');

    private string? Text(string name) => _ini[name] is { Length: > 0 } text ? text : null;

    private long Port(string name, long fallback)
    {
        var port = Number(name, fallback);
        if (port is < 1 or > 65_535)
        {
            Mistake(name, Text(name)!, "a port, 1 to 65535");
        }

        return port;
    }

    private long Number(string name, long fallback)
    {
        if (Text(name) is not { } text)
        {
            return fallback;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        Mistake(name, text, "a number");
        return fallback;
    }

    private void Mistake(string name, string text, string expected) =>
        _mistakes.Add($"[{name.Split('.')[0]}] {name.Split('.')[1]} is \"{text}\", which is not {expected}; correct it and convert again.");

    /// <summary>What may stand in an SMTP command; Coal Mine had nothing but an address here either.</summary>
    private static bool IsAddress(string text) =>
        text.Split('@') is [{ Length: > 0 }, { Length: > 0 }] && text.Length <= 254
        && text.All(c => c is > ' ' and < '\x7f' && !"<>()[],;:\\\"".Contains(c, StringComparison.Ordinal));

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            quoted.Append(c is '"' or '\\' ? $"\\{c}" : char.IsControl(c) ? $"\\x{(int)c:X2}" : c.ToString());
        }

        return quoted.Append('"').ToString();
    }
}
