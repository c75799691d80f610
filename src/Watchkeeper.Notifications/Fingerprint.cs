using System.Security.Cryptography;
using System.Text;

namespace Watchkeeper.Notifications;

/// <summary>A short name for something long, the same each time.</summary>
internal static class Fingerprint
{
    /// <summary>24 hexadecimal digits.</summary>
    public static string Of(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 12));
}
