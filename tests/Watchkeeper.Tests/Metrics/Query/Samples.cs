using Watchkeeper.Metrics.Query;
using Watchkeeper.Metrics.Series;
using Watchkeeper.Metrics.Store;

namespace Watchkeeper.Tests.Metrics.Query;

/// <summary>Series in memory, for queries: deterministic, irregular where real ones are, with restarts, gaps and special values.</summary>
internal sealed class Samples
{
    public const long Start = 1_770_000_000_000;

    private readonly List<LiveSeries> _series = [];

    public IReadOnlyList<LiveSeries> Series => _series;

    public QueryEngine Engine => new(Select);

    public static Samples Realistic()
    {
        var samples = new Samples();
        var random = new Random(42);
        foreach (var cpu in (string[])["0", "1"])
        {
            foreach (var mode in (string[])["idle", "user", "system"])
            {
                var total = random.NextDouble() * 1000;
                samples.Add($"cpu_seconds_total{{cpu=\"{cpu}\",mode=\"{mode}\"}}", MetricKind.Counter, random, i =>
                    total = i == 250 ? 0.01 : Math.Round(total + (random.NextDouble() * 10), 2));
            }
        }

        foreach (var (device, size) in new[] { ("sda", 1e12), ("sdb", 5e11), ("sdc", 3e10) })
        {
            samples.Add($"size_bytes{{device=\"{device}\",fstype=\"ext4\"}}", MetricKind.Gauge, random, _ => size);
            samples.Add($"free_bytes{{device=\"{device}\",fstype=\"ext4\"}}", MetricKind.Gauge, random, _ => Math.Floor(size * random.NextDouble() / 4096) * 4096);
        }

        samples.Add("load1", MetricKind.Gauge, random, _ => Math.Round(random.NextDouble() * 8, 2));
        samples.Add("negative", MetricKind.Gauge, random, i => Math.Round(-5 + (10 * random.NextDouble()), 3));
        samples.Add("gaps", MetricKind.Gauge, random, i => i % 100 < 50 ? i : VectorSeries.Absent);
        samples.Add("special", MetricKind.Gauge, random, i => i % 50 == 0 ? double.NaN : i % 77 == 0 ? double.PositiveInfinity : i);
        samples.Add("info{device=\"sda\",model=\"A B\"}", MetricKind.Gauge, random, _ => 1);
        samples.Add("info{device=\"sdb\",model=\"C\"}", MetricKind.Gauge, random, _ => 1);
        var counts = new double[4];
        foreach (var (le, index) in new[] { ("0.1", 0), ("0.5", 1), ("2", 2), ("+Inf", 3) })
        {
            samples.Add($"latency_bucket{{le=\"{le}\"}}", MetricKind.Counter, new Random(7), i => counts[index] = Math.Floor(i * (index + 1) * 1.5));
        }

        return samples;
    }

    /// <summary>The same as OpenMetrics text, for promtool.</summary>
    public string OpenMetrics()
    {
        var text = new System.Text.StringBuilder();
        foreach (var family in _series.GroupBy(series => series.Labels.Name))
        {
            text.Append("# TYPE ").Append(family.Key).Append(" unknown\n");
            foreach (var series in family)
            {
                var buffer = new SampleBuffer();
                series.Head.CopyTo(buffer, 0, long.MaxValue);
                for (var i = 0; i < buffer.Count; i++)
                {
                    text.Append(series.Labels).Append(' ').Append(Watchkeeper.Metrics.Exposition.PrometheusText.Number(buffer.Values[i]))
                        .Append(' ').Append((buffer.Times[i] / 1000m).ToString(System.Globalization.CultureInfo.InvariantCulture)).Append('\n');
                }
            }
        }

        return text.Append("# EOF\n").ToString();
    }

    private void Add(string name, MetricKind kind, Random random, Func<int, double> value)
    {
        var labels = LabelsText.Parse(name);
        var series = new LiveSeries(new(labels.Name, kind, ""), labels, "test", 0);
        _series.Add(series);
        for (var i = 0; i < 720; i++)
        {
            var sample = value(i);
            if (!VectorSeries.IsAbsent(sample))
            {
                series.Head.TryAppend(Start + (i * 10_000L) + random.Next(-40, 40), sample, new(Guid.Empty, 0, true));
            }
        }
    }

    private List<SeriesData> Select(IReadOnlyList<Matcher> matchers, long from, long to, Aspect aspect)
    {
        var found = new List<SeriesData>();
        foreach (var series in _series.Where(series => matchers.All(matcher => matcher.Accepts(series.Labels))))
        {
            var data = new SeriesData(series);
            series.Head.CopyTo(data.Samples, from, to);
            data.Samples.Order();
            if (data.Samples.Count > 0)
            {
                found.Add(data);
            }
        }

        return found;
    }
}
