using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Watchkeeper.EndToEnd.Watches;

/// <summary>A real Prometheus on a port that the kernel chose, which scrapes what the test says five times a second.</summary>
internal sealed partial class PrometheusServer : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("watchkeeper-prometheus-").FullName;
    private readonly TcpListener _target = new(IPAddress.Loopback, 0);
    private Process? _process;

    /// <summary>What its target exposes; nothing: the target has no such metrics.</summary>
    public volatile string Exposed = "";

    public string Url { get; private set; } = "http://127.0.0.1:0";

    public static async Task<PrometheusServer> StartAsync()
    {
        var server = new PrometheusServer();
        server._target.Start();
        _ = server.ExposeAsync();
        await File.WriteAllTextAsync(
            Path.Combine(server._folder, "prometheus.yml"),
            $$"""
            global: { scrape_interval: 200ms, scrape_timeout: 200ms }
            scrape_configs: [ { job_name: node, static_configs: [ { targets: ["127.0.0.1:{{((IPEndPoint)server._target.LocalEndpoint).Port}}"] } ] } ]
            """);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts it, after a stop on the same address as before.</summary>
    public async Task StartAgainAsync()
    {
        _process = Process.Start(new ProcessStartInfo(
            "prometheus", [$"--config.file={_folder}/prometheus.yml", $"--storage.tsdb.path={_folder}/data", $"--web.listen-address={Url["http://".Length..]}"])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        })!;
        for (string? line; (line = await _process.StandardError.ReadLineAsync()) is not null;)
        {
            if (Listening().Match(line) is { Success: true } listening)
            {
                Url = $"http://{listening.Groups["address"].Value}";
                _ = _process.StandardError.ReadToEndAsync();
                await BecomeReadyAsync();
                return;
            }
        }

        throw new InvalidOperationException("Prometheus ended before it listened.");
    }

    public async Task StopAsync()
    {
        if (_process is { HasExited: false } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        _process?.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _target.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task BecomeReadyAsync()
    {
        using var http = new HttpClient();
        for (var patience = 0; patience < 300; patience++)
        {
            try
            {
                using var answer = await http.GetAsync($"{Url}/-/ready");
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (Exception notYet) when (notYet is HttpRequestException or IOException or SocketException)
            {
                // It listens a moment later.
            }

            await Task.Delay(100);
        }

        throw new TimeoutException("Prometheus did not become ready.");
    }

    private async Task ExposeAsync()
    {
        var request = new byte[4096];
        while (true)
        {
            try
            {
                using var client = await _target.AcceptTcpClientAsync();
                _ = await client.GetStream().ReadAsync(request);
                var body = Exposed;
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(string.Create(
                    CultureInfo.InvariantCulture, $"HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\nConnection: close\r\nContent-Length: {body.Length}\r\n\r\n{body}")));
            }
            catch (Exception broken) when (broken is SocketException or IOException)
            {
                // One scrape less.
            }
            catch (ObjectDisposedException)
            {
                return;
            }
        }
    }

    [GeneratedRegex(@"msg=""Listening on"" address=(?<address>\S+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listening();
}
