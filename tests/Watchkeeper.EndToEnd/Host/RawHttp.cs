using System.Net.Sockets;
using System.Text;

namespace Watchkeeper.EndToEnd.Host;

/// <summary>Requests that no well-behaved client would send.</summary>
internal static class RawHttp
{
    /// <summary>Sends the text as it is and returns the first bytes of the answer; empty when the connection was closed without one.</summary>
    public static async Task<string> SendAsync(Uri url, string request, TimeSpan? limit = null)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(url.Host, url.Port);
        var stream = client.GetStream();
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        }
        catch (IOException)
        {
            // The daemon may hang up while it is still being sent to; its answer counts.
        }

        return await ReadAsync(stream, limit ?? TimeSpan.FromSeconds(20));
    }

    public static async Task<string> ReadAsync(NetworkStream stream, TimeSpan limit)
    {
        using var late = new CancellationTokenSource(limit);
        var buffer = new byte[16 * 1024];
        try
        {
            return Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer, late.Token));
        }
        catch (IOException)
        {
            return "";
        }
    }
}
