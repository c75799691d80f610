using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Text;

namespace Watchkeeper.Core.Configuration;

/// <summary>Where HTTP is served: an address and a port, or a unix socket.</summary>
/// <param name="Address">Null for a unix socket. <see cref="IPAddress.IPv6Any"/> stands for every address, IPv4 too.</param>
/// <param name="Port">0 lets the kernel choose.</param>
/// <param name="SocketPath">The unix socket's path, or null.</param>
public sealed record ListenAddress(IPAddress? Address, int Port, string? SocketPath)
{
    /// <summary>What is accepted, for error messages.</summary>
    public const string Forms = "write 127.0.0.1:8642, [::1]:8642, *:8642 for every address, or unix:/run/name.sock";

    /// <summary>The longest path of a unix socket in bytes: <c>sun_path</c> of unix(7), with the zero that ends it.</summary>
    public const int LongestPath = 107;

    public static bool IsTooLong(string socketPath) => Encoding.UTF8.GetByteCount(socketPath) > LongestPath;

    /// <summary>Whether only this host can reach it.</summary>
    public bool IsLoopback => Address is null || IPAddress.IsLoopback(Address);

    public static bool TryParse(string text, [NotNullWhen(true)] out ListenAddress? address)
    {
        address = null;
        if (text.StartsWith("unix:/", StringComparison.Ordinal))
        {
            address = new ListenAddress(null, 0, text["unix:".Length..]);
            return true;
        }

        var colon = text.LastIndexOf(':');
        var host = colon < 0 ? "" : text[..colon];
        if (!int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port > 65535 || colon < 0)
        {
            return false;
        }

        var ip = host switch
        {
            "*" or "" => IPAddress.IPv6Any,
            "localhost" => IPAddress.Loopback,
            ['[', .. var inner, ']'] => IPAddress.TryParse(inner, out var six) ? six : null,
            _ => !host.Contains(':', StringComparison.Ordinal) && IPAddress.TryParse(host, out var four) ? four : null,
        };
        address = ip is null ? null : new ListenAddress(ip, port, null);
        return address is not null;
    }

    public override string ToString() => Address is null ? $"unix:{SocketPath}" : new IPEndPoint(Address, Port).ToString();
}
