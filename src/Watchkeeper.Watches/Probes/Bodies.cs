using System.Text;

namespace Watchkeeper.Watches.Probes;

/// <summary>Reads answers from servers that may send anything.</summary>
internal static class Bodies
{
    private const int Most = 1024 * 1024;

    /// <summary>The body as UTF-8 text, at most 1 MiB of it.</summary>
    public static async Task<string> ReadAsync(HttpContent content, CancellationToken cancellation)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellation);
        var bytes = new byte[Most];
        var length = await stream.ReadAtLeastAsync(bytes, Most, throwOnEndOfStream: false, cancellation);
        return Encoding.UTF8.GetString(bytes, 0, length);
    }
}
