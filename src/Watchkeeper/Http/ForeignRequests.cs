using System.Net;
using Microsoft.Net.Http.Headers;

namespace Watchkeeper.Http;

/// <summary>
/// Tells requests that a web page elsewhere made a browser send (cross-site requests, DNS rebinding) from those that were meant for this daemon. It matters
/// where the browser itself is the credential: as long as there is no token, or with a password that the browser remembers.
/// </summary>
internal static class ForeignRequests
{
    /// <summary>Headers that a proxy leaves: such a request comes from wherever the proxy listens, not from this host.</summary>
    private static readonly string[] ForwardingHeaders = ["X-Forwarded-For", "X-Real-IP", HeaderNames.Via, "Forwarded"];

    /// <summary>Why the request is not from a page of this daemon or a program on this host, as a sentence; null when it may be.</summary>
    public static string? Find(HttpRequest request, string? publicHost)
    {
        if (!IsOurs(request.Host, publicHost))
        {
            return $"The Host header names {Shown(request.Host.Value)}, which is not this host; without a token only requests to localhost or to public_url are taken.";
        }

        if (request.Headers[HeaderNames.Origin] is [{ } origin] && !IsSameOrigin(origin, request.Host, publicHost))
        {
            return $"The request was sent by a page of {Shown(origin)}; only pages of this daemon may send it.";
        }

        return request.Headers["Sec-Fetch-Site"] is ["cross-site"]
            ? "The request was sent by a page of another site; only pages of this daemon may send it."
            : null;
    }

    /// <summary>Whether a proxy that is not among the trusted ones passed the request on.</summary>
    public static bool WasForwarded(HttpRequest request) => Array.Exists(ForwardingHeaders, request.Headers.ContainsKey);

    private static bool IsOurs(HostString host, string? publicHost) =>
        IsLoopback(host.Host) || (publicHost is not null && string.Equals(host.Host, publicHost, StringComparison.OrdinalIgnoreCase));

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static bool IsSameOrigin(string origin, HostString host, string? publicHost) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri)
        && (string.Equals(uri.Authority, host.Value, StringComparison.OrdinalIgnoreCase)
            || (publicHost is not null && string.Equals(uri.Host, publicHost, StringComparison.OrdinalIgnoreCase)));

    private static string Shown(string? value) => value is null or "" ? "nothing" : $"'{(value.Length > 80 ? value[..80] + "…" : value)}'";
}
