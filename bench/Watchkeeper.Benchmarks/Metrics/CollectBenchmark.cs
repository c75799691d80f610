using System.Diagnostics;
using System.Globalization;
using Watchkeeper.Metrics.Collectors;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Benchmarks.Metrics;

/// <summary><c>metrics-collect</c>: CPU a cycle of our collectors and a scrape of Debian's node_exporter, of this host in one run.</summary>
internal static class CollectBenchmark
{
    public static async Task RunAsync()
    {
        Measure("load, memory and filesystems", ["load", "memory", "filesystems"]);
        Measure("the whole default set", [.. CollectorRegistry.All.Select(kind => kind.Name)]);
        await NodeExporterAsync("node_exporter: load, memory and filesystems", ["--collector.disable-defaults", "--collector.loadavg", "--collector.meminfo", "--collector.filesystem"]);
        await NodeExporterAsync("node_exporter: its default set", []);
    }

    private static void Measure(string name, string[] kinds)
    {
        const int Cycles = 1000;
        var source = new SeriesSource(new SeriesCatalog(100_000), "host");
        var collectors = CollectorRegistry.All.Where(kind => kinds.Contains(kind.Name)).Select(kind => kind.Make(HostRoots.Default, source, FilesystemFilter.Default)).ToArray();
        var batch = new SampleBatch();
        void Cycle()
        {
            batch.Clear();
            foreach (var collector in collectors)
            {
                collector.Collect(batch);
            }
        }

        for (var i = 0; i < 100; i++)
        {
            Cycle();
        }

        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        for (var i = 0; i < Cycles; i++)
        {
            Cycle();
        }

        Print($"{name}: {(Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMilliseconds / Cycles:0.000} ms of CPU a cycle, {batch.Count} samples");
    }

    private static async Task NodeExporterAsync(string name, string[] arguments)
    {
        const int Scrapes = 100;
        const int Port = 39_105;
        using var exporter = Process.Start(new ProcessStartInfo("prometheus-node-exporter", [.. arguments, $"--web.listen-address=127.0.0.1:{Port}"])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        try
        {
            using var client = new HttpClient();
            var samples = 0;
            var cpu = TimeSpan.Zero;
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
            for (var i = 0; i < Scrapes + 20; i++)
            {
                cpu = i == 20 ? exporter.TotalProcessorTime : cpu;
                exporter.Refresh();
                samples = (await client.GetStringAsync($"http://127.0.0.1:{Port}/metrics")).Split('\n').Count(line => line.Length > 0 && line[0] != '#');
            }

            exporter.Refresh();
            Print($"{name}: {(exporter.TotalProcessorTime - cpu).TotalMilliseconds / Scrapes:0.000} ms of CPU a scrape, {samples} samples");
        }
        finally
        {
            exporter.Kill();
        }
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
