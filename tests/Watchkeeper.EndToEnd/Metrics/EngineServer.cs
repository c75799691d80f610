using System.Diagnostics;
using System.Globalization;

namespace Watchkeeper.EndToEnd.Metrics;

/// <summary>Debian's Prometheus or VictoriaMetrics in a folder of its own: started, stopped as it asks to be, and started again on the same data.</summary>
internal sealed class EngineServer : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("wk-engine-").FullName;
    private readonly string _program;
    private readonly string[] _arguments;
    private Process? _process;

    private EngineServer(string program, Func<string, int, string[]> arguments)
    {
        _program = program;
        _arguments = arguments(_folder, Port);
    }

    public int Port { get; } = Eventually.FreePort();

    public HttpClient Http { get; } = new();

    /// <summary>A Prometheus that is not started yet.</summary>
    public static EngineServer Prometheus(string configuration = "global: {}\n") => new("prometheus", (folder, port) =>
    {
        File.WriteAllText(Path.Combine(folder, "prometheus.yml"), configuration);
        return
        [
            $"--config.file={folder}/prometheus.yml", $"--storage.tsdb.path={folder}/data", "--web.enable-remote-write-receiver",
            $"--web.listen-address=127.0.0.1:{port}", "--log.level=error",
        ];
    });

    /// <summary>A VictoriaMetrics that is not started yet, and that keeps of samples that come twice one.</summary>
    public static EngineServer VictoriaMetrics() => new("victoria-metrics", static (folder, port) =>
        [$"-storageDataPath={folder}/data", $"-httpListenAddr=127.0.0.1:{port}", "-loggerLevel=ERROR", "-search.latencyOffset=0s", "-dedup.minScrapeInterval=1ms"]);

    public async Task StartAsync()
    {
        _process = Process.Start(new ProcessStartInfo(_program, _arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await Eventually.GetAsync(() => AnswerAsync("/-/ready"), answer => answer.Status == 200);
    }

    public async Task StopAsync()
    {
        if (_process is { HasExited: false })
        {
            using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
        _process = null;
    }

    /// <summary>Status and body; status 0 as long as nobody listens.</summary>
    public async Task<(int Status, string Body)> AnswerAsync(string path)
    {
        try
        {
            using var answer = await Http.GetAsync($"http://127.0.0.1:{Port}{path}");
            return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException or OperationCanceledException)
        {
            return (0, problem.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
