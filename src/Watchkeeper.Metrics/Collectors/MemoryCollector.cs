using System.Text;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Collectors;

/// <summary>Memory and swap: <c>/proc/meminfo</c>, whose kB are KiB.</summary>
internal sealed class MemoryCollector(HostRoots roots, SeriesSource source) : Collector("memory")
{
    /// <summary>What tells how full memory is, and where it went; the other lines are details.</summary>
    private static readonly HashSet<string> Essential = new(StringComparer.Ordinal)
    {
        "MemTotal", "MemFree", "MemAvailable", "Buffers", "Cached", "SwapCached", "Active", "Inactive", "SwapTotal", "SwapFree", "Dirty", "Writeback",
        "AnonPages", "Mapped", "Shmem", "Slab", "SReclaimable", "KernelStack", "PageTables", "Committed_AS", "CommitLimit",
    };

    private readonly ProcFile _file = new($"{roots.Proc}/meminfo");
    private readonly SeriesByKey<LiveSeries?> _kibibytes = new(key => Make(source, MetricName(key) + "_bytes", key));
    private readonly SeriesByKey<LiveSeries?> _counts = new(key => Make(source, MetricName(key), key));

    public override void Collect(SampleBatch batch)
    {
        var lines = new Fields(_file.Read());
        while (!lines.AtEnd)
        {
            var line = lines.Line();
            var colon = line.IndexOf((byte)':');
            if (colon <= 0)
            {
                continue;
            }

            var fields = new Fields(line[(colon + 1)..]);
            var value = fields.Number();
            if (fields.Word().SequenceEqual("kB"u8))
            {
                batch.Add(_kibibytes[line[..colon]], value * 1024);
            }
            else
            {
                batch.Add(_counts[line[..colon]], value);
            }
        }
    }

    /// <summary>As node_exporter spells it: <c>Active(anon)</c> is <c>Active_anon</c>.</summary>
    private static string MetricName(string key)
    {
        var name = new StringBuilder("node_memory_");
        foreach (var c in key)
        {
            _ = c switch
            {
                '(' => name.Append('_'),
                ')' => name,
                _ => name.Append(char.IsAsciiLetterOrDigit(c) || c == '_' ? c : '_'),
            };
        }

        return name.ToString();
    }

    private static LiveSeries? Make(SeriesSource source, string name, string key) => Essential.Contains(key)
        ? source.Gauge(name, $"Memory information field {name["node_memory_".Length..]}.")
        : source.GaugeDetail(name, $"Memory information field {name["node_memory_".Length..]}.");
}
