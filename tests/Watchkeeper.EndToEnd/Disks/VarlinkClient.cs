using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Watchkeeper.EndToEnd.Disks;

/// <summary>A Varlink client (varlink.org): JSON objects on a unix socket, each ended by a zero byte.</summary>
internal sealed class VarlinkClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly List<byte> _read = [];

    /// <summary>The daemon is healthy a moment before each of its services listens.</summary>
    public static async Task<VarlinkClient> OpenAsync(string path)
    {
        var client = new VarlinkClient();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await client._socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
                return client;
            }
            catch (SocketException) when (attempt < 600)
            {
                await Task.Delay(50);
            }
        }
    }

    public async Task SendAsync(string method, JsonObject? parameters = null, bool more = false) => await SendTextAsync(
        new JsonObject { ["method"] = method, ["parameters"] = parameters ?? [], ["more"] = more }.ToJsonString() + "\0");

    public async Task SendTextAsync(string text) => await _socket.SendAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>The next answer; null when the service ended the connection.</summary>
    public async Task<JsonNode?> NextAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var part = new byte[64 * 1024];
        int end;
        while ((end = _read.IndexOf(0)) < 0)
        {
            var count = await _socket.ReceiveAsync(part, patience.Token);
            if (count == 0)
            {
                return null;
            }

            _read.AddRange(part[..count]);
        }

        var answer = Encoding.UTF8.GetString([.. _read[..end]]);
        _read.RemoveRange(0, end + 1);
        return JsonNode.Parse(answer);
    }

    public async Task<JsonNode> CallAsync(string method, JsonObject? parameters = null)
    {
        await SendAsync(method, parameters);
        return await NextAsync() ?? throw new InvalidOperationException($"{method} was not answered.");
    }

    public void Dispose() => _socket.Dispose();
}
