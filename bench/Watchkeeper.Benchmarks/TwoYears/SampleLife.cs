using Watchkeeper.Metrics;
using Watchkeeper.Metrics.Series;
using Watchkeeper.Metrics.Store;

namespace Watchkeeper.Benchmarks.TwoYears;

/// <summary>The samples of an ordinary small server: days and nights, a backup at three, disks that fill, counters that start again with each boot.</summary>
internal sealed class SampleLife(LifeTime life, IReadOnlyList<PlannedBoot> boots)
{
    private const long GiB = 1L << 30;

    /// <summary>What a gauge is, or what a counter grows by in a second: by the time (seconds since 1970), how busy the host is then, and how long it is up.</summary>
    private delegate double Shape(double time, double busy, double up, Random random);

    public async Task WriteAsync(SampleStore store)
    {
        var times = Times();
        double[] busy = [.. times.Select(time => Busy(time / 1000.0))];
        var started = Started(times);
        foreach (var (family, labels, shape) in Series())
        {
            var (random, total) = (new Random(life.Random.Next()), 0.0);
            using var column = new SampleColumn(store.Catalog.Get(family, labels, "host")!);
            for (var i = 0; i < times.Length; i++)
            {
                var value = shape(times[i] / 1000.0, busy[i], (times[i] - started[i]) / 1000.0, random);
                if (family.Kind == MetricKind.Counter)
                {
                    total = i == 0 || started[i] != started[i - 1] ? 0 : total + (value * (times[i] - times[i - 1]) / 1000.0);
                    value = Math.Round(total, family.Name.EndsWith("_bytes_total", StringComparison.Ordinal) ? 0 : 2);
                }

                column.Add(times[i], value);
            }

            await store.ImportAsync([column]);
        }
    }

    /// <summary>For each time, when the boot began that it lies in (milliseconds).</summary>
    private long[] Started(long[] times)
    {
        var (boot, next) = (life.From.Microseconds / 1000, 0);
        return [.. times.Select(time =>
        {
            for (; next < boots.Count && boots[next].Started.Microseconds / 1000 <= time; next++)
            {
                boot = boots[next].Started.Microseconds / 1000;
            }

            return boot;
        })];
    }

    /// <summary>Every ten seconds of late, every five minutes before, every hour before half a year; none while the host was down.</summary>
    private long[] Times()
    {
        var times = new List<long>();
        var (now, fine) = (life.Now, life.Now - TimeSpan.FromDays(life.Options.RawDays));
        var half = now - TimeSpan.FromDays(183);
        var boot = 0;
        for (var at = life.From; at < now; at += at < half ? TimeSpan.FromHours(1) : at < fine ? TimeSpan.FromMinutes(5) : TimeSpan.FromSeconds(10))
        {
            while (boot < boots.Count && boots[boot].Ended < at)
            {
                boot++;
            }

            if (boot == boots.Count || boots[boot].Started <= at)
            {
                times.Add(at.Microseconds / 1000);
            }
        }

        return [.. times];
    }

    private IEnumerable<(MetricFamily Family, Labels Labels, Shape Shape)> Series()
    {
        var born = life.From.UnixSeconds;
        yield return Gauge("node_load1", (_, busy, _, random) => Round(4 * busy * (0.6 + (0.8 * random.NextDouble()))));
        yield return Gauge("node_load5", (_, busy, _, random) => Round(4 * busy * (0.8 + (0.4 * random.NextDouble()))));
        yield return Gauge("node_load15", (_, busy, _, random) => Round(4 * busy * (0.9 + (0.2 * random.NextDouble()))));
        yield return Gauge("node_memory_MemTotal_bytes", (_, _, _, _) => 16 * GiB);
        yield return Gauge("node_memory_MemAvailable_bytes", (_, busy, up, random) => Pages((11.5 - (3 * busy) - Math.Min(2.5, up / 4e6) + (0.1 * random.NextDouble())) * GiB));
        yield return Gauge("node_procs_running", (_, busy, _, random) => 1 + Math.Floor(5 * busy * random.NextDouble()));
        yield return Gauge("node_procs_blocked", (time, _, _, random) => Backup(time) > 0 && random.Next(3) == 0 ? 1 : 0);
        for (var cpu = 0; cpu < 4; cpu++)
        {
            foreach (var (mode, share) in new[] { ("user", 0.72), ("system", 0.2), ("iowait", 0.08) })
            {
                yield return Counter("node_cpu_seconds_total", share, ("cpu", $"{cpu}"), ("mode", mode));
            }

            yield return (MetricFamily.Counter("node_cpu_seconds_total", ""), Labels.Of("node_cpu_seconds_total", ("cpu", $"{cpu}"), ("mode", "idle")), (_, busy, _, _) => 1 - busy);
        }

        foreach (var (device, mount, size, full) in new[] { ("/dev/nvme0n1p2", "/", 238 * GiB, 0.61), ("/dev/sdb1", "/srv", 1_863 * GiB, 0.8) })
        {
            double Free(double time) => Pages(size * (1 - (full * (0.55 + (0.45 * (time - born) / (life.Options.Days * 86_400.0)))) - (0.02 * Backup(time))));
            (string, string)[] labels = [("device", device), ("fstype", "ext4"), ("mountpoint", mount)];
            yield return Gauge("node_filesystem_size_bytes", (_, _, _, _) => size, labels);
            yield return Gauge("node_filesystem_free_bytes", (time, _, _, _) => Free(time), labels);
            yield return Gauge("node_filesystem_avail_bytes", (time, _, _, _) => Pages(Math.Max(0, Free(time) - (size * 0.05))), labels);
        }

        foreach (var (device, weight) in new[] { ("nvme0n1", 1.0), ("sdb", 0.4) })
        {
            yield return Counter("node_disk_read_bytes_total", 4e6 * weight, ("device", device));
            yield return Counter("node_disk_written_bytes_total", 9e6 * weight, ("device", device));
            yield return Counter("node_disk_io_time_seconds_total", 0.6 * weight, ("device", device));
        }

        yield return Counter("node_network_receive_bytes_total", 3e6, ("device", "enp3s0"));
        yield return Counter("node_network_transmit_bytes_total", 1.1e6, ("device", "enp3s0"));
        foreach (var (what, weight) in new[] { ("cpu", 0.09), ("memory", 0.004), ("io", 0.05) })
        {
            yield return Counter($"node_pressure_{what}_waiting_seconds_total", weight);
        }

        foreach (var (chip, cold) in new[] { ("coretemp", 38.0), ("nvme", 34.0), ("drivetemp", 31.0) })
        {
            yield return Gauge("node_hwmon_temp_celsius", (_, busy, _, random) => Math.Round(cold + (16 * busy) + (2 * random.NextDouble())), ("chip", chip), ("sensor", "temp1"));
        }
    }

    /// <summary>How busy it is, from 0 to 1: by day more than by night, less on Sundays, and busiest at the backup.</summary>
    private static double Busy(double time)
    {
        var hour = time / 3600 % 24;
        var day = (int)(time / 86_400 % 7);
        var work = Math.Exp(-Math.Pow((hour - 14) / 4.5, 2)) * (day == 3 ? 0.45 : 1);
        return Math.Min(1, 0.06 + (0.42 * work) + (0.45 * Backup(time)) + (0.04 * Math.Sin(time / 700)));
    }

    /// <summary>From three o'clock for forty minutes.</summary>
    private static double Backup(double time) => time / 3600 % 24 is > 3 and < 3.66 ? 1 : 0;

    private static (MetricFamily, Labels, Shape) Gauge(string name, Shape shape, params ReadOnlySpan<(string, string)> labels) => (MetricFamily.Gauge(name, ""), Labels.Of(name, labels), shape);

    /// <summary>Grows with the work.</summary>
    private static (MetricFamily, Labels, Shape) Counter(string name, double perSecond, params ReadOnlySpan<(string, string)> labels) => (
        MetricFamily.Counter(name, ""), Labels.Of(name, labels), (_, busy, _, random) => perSecond * busy * (0.7 + (0.6 * random.NextDouble())));

    private static double Round(double value) => Math.Round(value, 2);

    private static double Pages(double bytes) => Math.Floor(bytes / 4096) * 4096;
}
