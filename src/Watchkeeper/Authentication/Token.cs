using System.Security.Cryptography;
using System.Text;
using Watchkeeper.Core.Http;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Authentication;

/// <summary>
/// A token as it is kept. Only the SHA-256 of its secret is stored: the secret is 160 random bits, so there is no dictionary to try against the hash, and
/// a slow hash would only slow each request down.
/// </summary>
internal sealed record Token(long Id, string Name, Role Role, byte[] Hash, Instant Created, Instant? Expires, Instant? LastUsed)
{
    /// <summary>Lets people and secret scanners recognise one.</summary>
    public const string Prefix = "wk_";

    private const string Letters = "abcdefghijkmnopqrstuvwxyz23456789";

    /// <summary>A new secret: the prefix and 32 letters and digits, of which each is one of 33 (161 bits).</summary>
    public static string NewSecret() => Prefix + RandomNumberGenerator.GetString(Letters, 32);

    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    public bool IsExpired(Instant now) => Expires is { } end && now >= end;
}
