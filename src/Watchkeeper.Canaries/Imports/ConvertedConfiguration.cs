using System.Globalization;
using System.Text;

namespace Watchkeeper.Canaries.Imports;

/// <summary>Writes Watchkeeper's configuration from Coal Mine's settings.</summary>
internal static class ConvertedConfiguration
{
    public static string Write(CoalMineIni ini)
    {
        var yaml = new StringBuilder("# Converted from Coal Mine's settings.\n");
        if (ini["wsgi.port"] is { } port)
        {
            // Coal Mine listened on all addresses; Watchkeeper does so only once there is a token (watchkeeper tokens create NAME).
            yaml.Append(CultureInfo.InvariantCulture, $"listen: 127.0.0.1:{Number(port, 80)} # Coal Mine listened on all addresses: make a token first, then write 0.0.0.0:{Number(port, 80)}\n");
        }

        if (ini["logging.file"] is { } file)
        {
            yaml.Append(CultureInfo.InvariantCulture, $"log:\n  file: {Quote(file)}\n");
            if (!IsFalse(ini["logging.rotate"]))
            {
                yaml.Append(CultureInfo.InvariantCulture, $"  max_size: {Number(ini["logging.max_size"], 1_048_576)}\n  keep: {Number(ini["logging.backup_count"], 5)}\n");
            }
        }

        yaml.Append("canaries:\n");
        if (ini["wsgi.auth_key"] is { } key)
        {
            yaml.Append(CultureInfo.InvariantCulture, $"  coal_mine:\n    auth_key: {Quote(key)}\n");
        }

        yaml.Append("  # Coal Mine made a canary late whose deadline passed while it was not running itself; true forgives that.\n  forgive_downtime: false\n");
        WriteMail(yaml, ini);
        if (ini.Names.Any(name => name.StartsWith("mongodb.", StringComparison.OrdinalIgnoreCase)))
        {
            yaml.Append("# The canaries themselves come over with 'watchkeeper canaries import --coal-mine URL' while the old server runs,\n# or from its MongoDB with mongoexport and 'watchkeeper canaries import --mongoexport FILE'.\n");
        }

        return yaml.ToString();
    }

    private static void WriteMail(StringBuilder yaml, CoalMineIni ini)
    {
        if (ini["email.sender"] is not { } sender)
        {
            return;
        }

        yaml.Append(
            CultureInfo.InvariantCulture,
            $"notifications:\n  mail:\n    from: {Quote(sender)}\n    sender: Coal Mine\n    host: {Quote(ini["email.host"] ?? "localhost")}\n    port: {Number(ini["email.port"], 25)}\n");
        if (ini["email.username"] is { } user)
        {
            yaml.Append(CultureInfo.InvariantCulture, $"    username: {Quote(user)}\n    password: {Quote(ini["email.password"] ?? "")}\n");
        }
    }

    private static long Number(string? text, long fallback) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : fallback;

    private static bool IsFalse(string? text) => text?.ToLowerInvariant() is "0" or "no" or "false" or "off";

    private static string Quote(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}
