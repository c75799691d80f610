using System.Text.Json.Nodes;
using Watchkeeper.Core.Contracts;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Text;
using Watchkeeper.Core.Time;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics;

/// <summary>Load, memory and filesystems on the status screen.</summary>
internal sealed class MetricsStatus(SampleStore store, ISamples samples, HostClock clock) : IStatusSection
{
    private const double FullPercent = 90;
    private const double VeryFullPercent = 97;

    /// <summary>Since when the load has been high is sought so far back, in steps of so much.</summary>
    private static readonly TimeSpan Sought = TimeSpan.FromDays(1);
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(1);

    public int Order => 20;

    public ValueTask<StatusReport> ReadAsync(CancellationToken cancellation)
    {
        var (values, lines) = (new JsonObject(), new List<StatusLine>());
        Load(values, lines);
        Memory(values, lines);
        Filesystems(values, lines);
        return ValueTask.FromResult(new StatusReport(values, lines));
    }

    private void Load(JsonObject values, List<StatusLine> lines)
    {
        if (Latest("node_load1") is { } one && Latest("node_load5") is { } five && Latest("node_load15") is { } fifteen)
        {
            values["load"] = new JsonObject { ["one"] = one, ["five"] = five, ["fifteen"] = fifteen };
            var limit = 4 * Environment.ProcessorCount;
            var severity = five > limit ? Severity.Warning : Severity.Info;
            lines.Add(new("Load", $"{one:0.00} {five:0.00} {fifteen:0.00} ({Environment.ProcessorCount} CPUs)", severity)
            {
                Items = Item(
                    "Load", $"{five:0.00} over five minutes, on {Environment.ProcessorCount} CPUs.", severity, "node_load5", "Look what runs.",
                    severity == Severity.Warning ? HeavySince(limit) : null),
            });
        }
    }

    private Instant? HeavySince(double limit)
    {
        var now = clock.Now;
        // Hosts that push have series of this name, too: this one's has no label beside it.
        var own = samples.Query("node_load5", now - Sought, now, Step).Series.FirstOrDefault(series => series.Labels.Count == 1);
        return own is null ? null : Above.Since(own.Points, limit, 2 * Step);
    }

    private void Memory(JsonObject values, List<StatusLine> lines)
    {
        if (Latest("node_memory_MemTotal_bytes") is not { } total || total <= 0)
        {
            return;
        }

        // Kernels before 3.14 do not tell what is available: what is free and what can be dropped comes close.
        var available = Latest("node_memory_MemAvailable_bytes")
            ?? (Latest("node_memory_MemFree_bytes") ?? 0) + (Latest("node_memory_Cached_bytes") ?? 0) + (Latest("node_memory_Buffers_bytes") ?? 0);
        var (swap, swapFree) = (Latest("node_memory_SwapTotal_bytes") ?? 0, Latest("node_memory_SwapFree_bytes") ?? 0);
        var used = 100 * (total - available) / total;
        values["memory"] = new JsonObject
        {
            ["total_bytes"] = total,
            ["available_bytes"] = available,
            ["used_percent"] = Math.Round(used, 1),
            ["swap_total_bytes"] = swap,
            ["swap_free_bytes"] = swapFree,
        };
        var swapText = swap > 0 ? $", swap {Sizes.Format((long)(swap - swapFree))} of {Sizes.Format((long)swap)}" : "";
        lines.Add(new("Memory", $"{used:0.0} % used, {Sizes.Format((long)available)} of {Sizes.Format((long)total)} available{swapText}", Fullness(used))
        {
            Items = Item("Memory", $"{used:0.0} % is used, {Sizes.Format((long)available)} available.", Fullness(used), "node_memory_MemAvailable_bytes", "Look what takes it, before the kernel kills something."),
        });
    }

    /// <summary>Those in memory (/run, /dev/shm, one for each user) are shown to people only when they are about to be full.</summary>
    private void Filesystems(JsonObject values, List<StatusLine> lines)
    {
        var filesystems = new JsonArray();
        foreach (var size in store.Catalog.Select(Named("node_filesystem_size_bytes")).OrderBy(series => series.Labels["mountpoint"], StringComparer.Ordinal))
        {
            if (Of(size, "free_bytes") is not { } free || Of(size, "avail_bytes") is not { } available || Of(size, "size_bytes") is not { } total || total <= 0)
            {
                continue;
            }

            // As df has it: what is reserved for root counts neither as used nor as available.
            var used = total - free;
            var percent = used + available > 0 ? 100 * used / (used + available) : 0;
            var (files, filesFree) = (Of(size, "files") ?? 0, Of(size, "files_free") ?? 0);
            var inodes = files > 0 ? 100 * (files - filesFree) / files : 0;
            filesystems.Add((JsonNode)new JsonObject
            {
                ["mountpoint"] = size.Labels["mountpoint"],
                ["device"] = size.Labels["device"],
                ["type"] = size.Labels["fstype"],
                ["size_bytes"] = total,
                ["available_bytes"] = available,
                ["used_percent"] = Math.Round(percent, 1),
                ["inodes_used_percent"] = Math.Round(inodes, 1),
            });
            var severity = Fullness(Math.Max(percent, inodes));
            if (severity == Severity.Info && size.Labels["fstype"] is "tmpfs" or "ramfs")
            {
                continue;
            }

            var inodeText = inodes >= FullPercent ? $", {inodes:0.0} % of its inodes" : "";
            lines.Add(new(
                $"Disk {size.Labels["mountpoint"]}",
                $"{percent:0.0} % used{inodeText}, {Sizes.Format((long)available)} of {Sizes.Format((long)total)} available",
                severity));
        }

        values["filesystems"] = filesystems;
    }

    private double? Of(LiveSeries size, string what) => store.Catalog.Find(size.Labels.With(Labels.NameLabel, "node_filesystem_" + what)) is { } series
        ? Fresh(series)
        : null;

    private double? Latest(string name) => store.Catalog.Find(Labels.Of(name)) is { } series ? Fresh(series) : null;

    /// <summary>A value of minutes ago is not how the host is doing: an unmounted filesystem leaves the screen.</summary>
    private double? Fresh(LiveSeries series) => store.IsFresh(series) ? series.Head.Latest?.Value : null;

    private static Matcher Named(string name) => new(Labels.NameLabel, MatchOperator.Equal, name);

    private static IReadOnlyList<StatusItem> Item(string subject, string message, Severity severity, string expression, string advice, Instant? since = null) => severity >= Severity.Notice
        ? []
        : [new StatusItem(subject, message, severity) { Since = since, Advice = advice, Link = $"metrics?expr={Uri.EscapeDataString(expression)}" }];

    private static Severity Fullness(double percent) =>
        percent >= VeryFullPercent ? Severity.Critical : percent >= FullPercent ? Severity.Warning : Severity.Info;
}
