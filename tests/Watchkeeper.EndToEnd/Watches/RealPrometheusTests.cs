using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Watchkeeper.EndToEnd.Watches;

/// <summary>A real Prometheus, asked, stopped and started again.</summary>
[Trait("Needs", "prometheus")]
public sealed class RealPrometheusTests
{
    [Fact]
    public async Task Its_answers_count_and_its_absence_is_unknown_and_changes_nothing()
    {
        var port = FreePort();
        var folder = Directory.CreateTempSubdirectory("watchkeeper-prometheus-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "prometheus.yml"), "global: {}\n");
        var prometheus = await StartAsync(folder, port);
        try
        {
            await using var scene = await Scene.StartAsync($$"""
                one: { watch: { prometheus: vector(1), server: "http://127.0.0.1:{{port}}", every: 200ms }, when: { is: "1", unknown_for: 1s }, after: [ { run: [sh, -c, 'echo over >> OUT'] } ] }
                nothing: { watch: { prometheus: no_such_metric, server: "http://127.0.0.1:{{port}}", every: 200ms }, when: { below: 1, unknown_for: 1s } }
                infinite: { watch: { prometheus: vector(1)/0, server: "http://127.0.0.1:{{port}}", every: 200ms }, when: { above: 1 } }
                malformed: { watch: { prometheus: "sum(", server: "http://127.0.0.1:{{port}}", every: 200ms }, when: { is_not: "1" } }
                """);
            await ActiveAsync(scene, "nothing.unknown", "one");
            Assert.Contains("the query failed (400)", await scene.Daemon.OutputOfAsync("watches", "explain", "malformed"), StringComparison.Ordinal);

            await StopAsync(prometheus);
            await ActiveAsync(scene, "nothing.unknown", "one", "one.unknown");
            prometheus = await StartAsync(folder, port);
            await ActiveAsync(scene, "nothing.unknown", "one");
            Assert.Empty(scene.Written());
        }
        finally
        {
            await StopAsync(prometheus);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task ActiveAsync(Scene scene, params string[] expected)
    {
        var found = "";
        await Scene.UntilAsync(
            () => (found = string.Join(' ', scene.JsonAsync("watches", "conditions").Result.Select(one => one.GetProperty("condition").GetString()).Order(StringComparer.Ordinal))) == string.Join(' ', expected.Order(StringComparer.Ordinal)),
            () => $"active are {found}\n{scene.Daemon.Log}");
    }

    private static async Task<Process> StartAsync(string folder, int port)
    {
        var process = Process.Start(new ProcessStartInfo(
            "prometheus", [$"--config.file={folder}/prometheus.yml", $"--storage.tsdb.path={folder}/data", $"--web.listen-address=127.0.0.1:{port}"])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        })!;
        _ = process.StandardError.ReadToEndAsync();
        using var http = new HttpClient();
        for (var patience = 0; patience < 300; patience++)
        {
            try
            {
                if ((await http.GetAsync($"http://127.0.0.1:{port}/-/ready")).IsSuccessStatusCode)
                {
                    return process;
                }
            }
            catch (HttpRequestException)
            {
                // Not yet.
            }

            await Task.Delay(100);
        }

        throw new TimeoutException("Prometheus did not start.");
    }

    private static async Task StopAsync(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
