using System.Security.Cryptography;
using System.Text;

namespace Watchkeeper.Core.Time;

/// <summary>Which host this is, also on a database that many hosts share.</summary>
/// <param name="Id">32 hexadecimal digits: an application-specific hash of the machine id, or of the configured key <c>host:</c>.</param>
/// <param name="Name">The name people use: the configured <c>host:</c>, or else the host name.</param>
public sealed record HostIdentity(string Id, string Name)
{
    /// <summary>Watchkeeper's own id among applications; the machine id itself is confidential (machine-id(5)) and is never stored.</summary>
    private static readonly byte[] Application = Convert.FromHexString("5c3a1e9b7d2f4f06a8b06e41d9c7f253");

    /// <summary>
    /// The identity of this host. <paramref name="configured"/> (the key <c>host:</c>) decides where it is given, as it must on cards cloned with their
    /// machine id; without it and without a machine id, the host's name does.
    /// </summary>
    public static HostIdentity Of(string? configured, string root = "/")
    {
        var name = string.IsNullOrWhiteSpace(configured) ? null : configured.Trim();
        var key = name is not null ? Encoding.UTF8.GetBytes(name) : ReadMachineId(root) ?? Encoding.UTF8.GetBytes(Environment.MachineName);
        return new HostIdentity(Derive(key), name ?? Environment.MachineName);
    }

    /// <summary>As <c>sd_id128_get_machine_app_specific(3)</c>: HMAC-SHA-256 of the application's id keyed with the machine's, made a version 4 UUID.</summary>
    internal static string Derive(ReadOnlySpan<byte> key)
    {
        var id = HMACSHA256.HashData(key, Application).AsSpan(0, 16);
        id[6] = (byte)((id[6] & 0x0F) | 0x40);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return Convert.ToHexStringLower(id);
    }

    private static byte[]? ReadMachineId(string root)
    {
        foreach (var path in (ReadOnlySpan<string>)["etc/machine-id", "var/lib/dbus/machine-id"])
        {
            try
            {
                var text = File.ReadAllText(Path.Combine(root, path)).Trim();
                if (text.Length == 32 && text.All(char.IsAsciiHexDigit) && text.Any(static digit => digit != '0'))
                {
                    return Convert.FromHexString(text);
                }
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                // The next file, or the host's name.
            }
        }

        return null;
    }
}
