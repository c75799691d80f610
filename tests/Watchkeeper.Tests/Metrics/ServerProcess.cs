using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Watchkeeper.Tests.Metrics;

/// <summary>A real server from Debian's packages, on a port of its own, stopped when disposed.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly HttpClient _client = new();
    private Process? _process;

    private ServerProcess(int port) => Port = port;

    public int Port { get; }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <param name="ready">A path that answers 200 when the server is ready.</param>
    public static async Task<ServerProcess> StartAsync(int port, string program, string ready, params string[] arguments)
    {
        var server = new ServerProcess(port)
        {
            _process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true }),
        };
        server._process!.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                (await server._client.GetAsync($"http://127.0.0.1:{port}{ready}")).EnsureSuccessStatusCode();
                return server;
            }
            catch (HttpRequestException) when (attempt < 300)
            {
                await Task.Delay(100);
            }
        }
    }

    public Task<string> GetAsync(string path) => _client.GetStringAsync($"http://127.0.0.1:{Port}{path}");

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_process is { HasExited: false })
        {
            // Asked to, and not killed: what a server still has in memory it shall keep.
            using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
    }
}
