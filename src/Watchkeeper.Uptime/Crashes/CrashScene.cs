using Watchkeeper.Core.Contracts;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Uptime.Crashes;

/// <summary>What the other rooms recorded around a crash.</summary>
internal sealed class CrashScene(EventJournal journal, HostIdentity host, IEnumerable<ISamples> samples)
{
    private const int MostEvents = 50;

    private static readonly TimeSpan Before = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Standing = TimeSpan.FromDays(365);

    /// <summary>The canaries of the downtime are found late when the daemon starts, which may be some time after the host.</summary>
    private static readonly TimeSpan Found = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan Step = TimeSpan.FromMinutes(1);

    /// <summary>What to look at, in words, with the label whose value is added to the name.</summary>
    private static readonly (string Name, string Label, string Unit, string Expression)[] Looks =
    [
        ("Load, 1 min", "", "", "node_load1"),
        ("Memory used", "", "%", "100 * (1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes)"),
        ("Swap used", "", "%", "100 * (1 - node_memory_SwapFree_bytes / (node_memory_SwapTotal_bytes > 0))"),
        ("Filesystem used", "mountpoint", "%", "100 * (1 - node_filesystem_avail_bytes / node_filesystem_size_bytes)"),
        ("Disk busy", "device", "%", "100 * rate(node_disk_io_time_seconds_total[2m])"),
        ("Temperature", "chip", "°C", "node_hwmon_temp_celsius"),
        ("Temperature", "zone", "°C", "node_thermal_zone_temp"),
    ];

    /// <summary>The half hour before, at most fifty events, the newest ones.</summary>
    public IReadOnlyList<EventBefore> Events(Instant wentDown) =>
    [
        .. journal.Read(new EventQuery { Host = host.Id, Since = wentDown - Before, Until = wentDown + TimeSpan.FromSeconds(1), Limit = MostEvents })
            .Select(item => new EventBefore(item.Time.Wall, item.Type, item.Severity, item.Subject, item.Message)),
    ];

    /// <summary>The watches whose last word before the crash was that their condition stands, and those that fired in the half hour before it.</summary>
    public IReadOnlyList<string> Watches(Instant wentDown)
    {
        EventQuery Of(string type, TimeSpan before) => new() { Types = [type], Host = host.Id, Since = wentDown - before, Until = wentDown + TimeSpan.FromSeconds(1) };
        var standing = journal.Read(Of("watches.condition-*", Standing))
            .GroupBy(item => item.Subject)
            .Where(group => group.Last().Type == "watches.condition-raised")
            .Select(group => group.Key);
        var fired = journal.Read(Of("watches.fired", Before)).Select(item => item.Subject);
        return [.. standing.Union(fired, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>The canaries that were missed while the host was away: found late after it, and soon after the host was back.</summary>
    /// <param name="back">When the host was back; null, and of no use, where a clock was wrong: then nobody can tell.</param>
    public IReadOnlyList<string> Canaries(Instant wentDown, Instant? back) => back <= wentDown || back is null
        ? []
        :
        [
            .. journal.Read(new EventQuery { Types = ["canaries.late"], Since = wentDown, Until = back + Found })
                .Select(item => item.Subject)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];

    public IReadOnlyList<MetricBefore> Metrics(Instant wentDown) => samples.FirstOrDefault() is not { } ask
        ? []
        :
        [
            .. Looks.SelectMany(look => ask.Query(look.Expression, wentDown - Before, wentDown, Step).Series
                .Select(series => Describe(look.Name, look.Label, look.Unit, series))
                .OfType<MetricBefore>()),
        ];

    private static MetricBefore? Describe(string name, string label, string unit, SampleSeries series)
    {
        var values = series.Points.Where(point => double.IsFinite(point.Value)).Select(point => Math.Round(point.Value, 2)).ToArray();
        var full = series.Labels.TryGetValue(label, out var value) ? $"{name}, {value}" : name;
        return values.Length == 0 ? null : new MetricBefore(full, unit, values[0], values.Min(), values.Max(), values[^1]);
    }
}
