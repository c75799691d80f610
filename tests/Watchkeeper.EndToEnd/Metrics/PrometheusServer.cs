using System.Diagnostics;
using System.Globalization;

namespace Watchkeeper.EndToEnd.Metrics;

/// <summary>Debian's Prometheus in a folder of its own: started, stopped as it asks to be, and started again on the same data.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("wk-prometheus-").FullName;
    private Process? _process;

    private PrometheusServer(string configuration) => File.WriteAllText(Path.Combine(_folder, "prometheus.yml"), configuration);

    public int Port { get; } = Eventually.FreePort();

    public HttpClient Http { get; } = new();

    /// <summary>A server that is not started yet.</summary>
    public static PrometheusServer Prepare(string configuration = "global: {}\n") => new(configuration);

    public async Task StartAsync()
    {
        _process = Process.Start(new ProcessStartInfo(
            "prometheus",
            [
                $"--config.file={_folder}/prometheus.yml", $"--storage.tsdb.path={_folder}/data", "--web.enable-remote-write-receiver",
                $"--web.listen-address=127.0.0.1:{Port}", "--log.level=error",
            ])
        { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await Eventually.GetAsync(() => AnswerAsync("/-/ready"), answer => answer.Status == 200);
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
        if (_process is { HasExited: false })
        {
            using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
        Http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
