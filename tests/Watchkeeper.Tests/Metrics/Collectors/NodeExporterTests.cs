using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Watchkeeper.Metrics.Collectors;
using Watchkeeper.Metrics.Push;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Tests.Metrics.Collectors;

/// <summary>Our collectors and Debian's node_exporter read this host in one run: names, labels and values are compared, and what differs is printed.</summary>
[Trait("Needs", "prometheus-node-exporter")]
public sealed class NodeExporterTests
{
    /// <summary>Families of the subsystems that both read, by the beginnings of their names.</summary>
    private static readonly string[] Shared =
    [
        "node_load", "node_memory_", "node_filesystem_", "node_cpu_", "node_disk_", "node_network_", "node_pressure_", "node_filefd_", "node_vmstat_",
        "node_boot_time_seconds", "node_forks_total", "node_intr_total", "node_context_switches_total", "node_procs_", "node_uname_info", "node_hwmon_temp_",
    ];

    /// <summary>What one of the two leaves out on purpose.</summary>
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["node_disk_info"] = "udev's names of disks belong to the room of disks",
        ["node_disk_ata_"] = "udev's names of disks belong to the room of disks",
        ["node_disk_filesystem_info"] = "udev's names of disks belong to the room of disks",
        ["node_disk_device_mapper_info"] = "udev's names of disks belong to the room of disks",
        ["node_network_receive_nohandler_total"] = "only netlink has it, /proc/net/dev does not",
        ["node_cpu_core_throttles_total"] = "not collected",
        ["node_cpu_package_throttles_total"] = "not collected",
        ["node_cpu_info"] = "not collected",
        ["node_cpu_frequency"] = "not collected",
        ["node_cpu_scaling"] = "not collected",
    };

    [Fact]
    public async Task Both_say_the_same_of_this_host()
    {
        var theirs = Read(await ScrapeAsync());
        var ours = Collect();
        var differences = new List<string>();
        foreach (var (series, value) in theirs.Where(pair => IsShared(pair.Key.Name)))
        {
            // Debian's version counts compressed RAM disks as disks, which later versions and we do not.
            var isRamDisk = series["device"]?.StartsWith("zram", StringComparison.Ordinal) == true;
            if (!ours.TryGetValue(series, out var own))
            {
                if (!isRamDisk && !Known.Keys.Any(name => series.Name.StartsWith(name, StringComparison.Ordinal)))
                {
                    differences.Add($"only node_exporter has {series} {value}");
                }
            }
            else if (!IsClose(series.Name, value, own))
            {
                differences.Add($"{series}: node_exporter {value}, Watchkeeper {own}");
            }
        }

        foreach (var series in ours.Keys.Where(series => IsShared(series.Name) && !theirs.ContainsKey(series) && !IsNewer(series)))
        {
            differences.Add($"only Watchkeeper has {series} {ours[series]}");
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', differences.Prepend($"{theirs.Keys.Count(series => IsShared(series.Name))} series compared; what differs:")));
        Assert.Empty(differences);
    }

    private static bool IsShared(string name) => Shared.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>Files that the kernel has and this version of node_exporter does not know yet.</summary>
    private static bool IsNewer(Labels series) => series.Name is "node_pressure_irq_stalled_seconds_total" || IsLeftOutByDebian(series["mountpoint"] ?? "");

    /// <summary>Debian's node_exporter leaves out what is mounted here; upstream and we do not.</summary>
    private static bool IsLeftOutByDebian(string mountPoint) =>
        Array.Exists((string[])["/mnt/", "/media/", "/run/"], folder => (mountPoint + "/").StartsWith(folder, StringComparison.Ordinal));

    /// <summary>The two scrapes are some tens of milliseconds apart, on a host that is busy building.</summary>
    private static bool IsClose(string name, double theirs, double ours)
    {
        var steady = name.EndsWith("_info", StringComparison.Ordinal) || name.Contains("size", StringComparison.Ordinal) || name.Contains("Total", StringComparison.Ordinal);
        return steady ? theirs == ours : Math.Abs(theirs - ours) <= (0.2 * Math.Max(Math.Abs(theirs), Math.Abs(ours))) + (name.EndsWith("_bytes", StringComparison.Ordinal) ? 2e8 : 2000);
    }

    private static Dictionary<Labels, double> Collect()
    {
        var source = new SeriesSource(new SeriesCatalog(100_000), "host");
        var batch = new SampleBatch();
        foreach (var kind in CollectorRegistry.All)
        {
            kind.Make(HostRoots.Default, source, FilesystemFilter.Default).Collect(batch);
        }

        return batch.Samples.ToArray().ToDictionary(sample => sample.Series.Labels, sample => sample.Value);
    }

    private static Dictionary<Labels, double> Read(string text) =>
        TextSamples.Read(text, openMetrics: false).ToDictionary(sample => sample.Labels, sample => sample.Value);

    private static async Task<string> ScrapeAsync()
    {
        int port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        using var exporter = Process.Start(new ProcessStartInfo("prometheus-node-exporter", [$"--web.listen-address=127.0.0.1:{port}"])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        try
        {
            using var client = new HttpClient();
            for (var attempt = 0; ; attempt++)
            {
                try
                {
                    return await client.GetStringAsync($"http://127.0.0.1:{port}/metrics");
                }
                catch (HttpRequestException) when (attempt < 100)
                {
                    await Task.Delay(50);
                }
            }
        }
        finally
        {
            exporter.Kill();
            await exporter.WaitForExitAsync();
        }
    }
}
