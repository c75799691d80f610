using System.Security.Cryptography;
using System.Text;

namespace Watchkeeper.Notifications;

/// <summary>A short name for something long, the same each time.</summary>
internal static class Fingerprint
{
    /// <summary>For an index: shorter than the text, and as good where two that are alike by chance do no harm.</summary>
    public static long Number(string text) => BitConverter.ToInt64(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>24 hexadecimal digits.</summary>
    public static string Of(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 12));
}
