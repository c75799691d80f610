using Watchkeeper.Core.Time;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Collectors;

/// <summary>
/// The collectors that run, each at its own interval. One that fails is told of once, counted, and does not keep the others from theirs. Not thread-safe:
/// the service's loop owns it.
/// </summary>
internal sealed class CollectorSet
{
    private static readonly MetricFamily Duration =
        MetricFamily.Gauge("node_scrape_collector_duration_seconds", "How long the collector took.").Detail;

    private static readonly MetricFamily Success =
        MetricFamily.Gauge("node_scrape_collector_success", "Whether the collector succeeded.").Detail;

    /// <summary>How long a tick waits for the folder of files: longer than a disk that has to spin up seldom takes for a few of them.</summary>
    private static readonly TimeSpan TextfilePatience = TimeSpan.FromSeconds(1);

    private readonly HostClock _clock;
    private readonly Action<string, string?> _changed;
    private readonly Running[] _running;

    /// <param name="changed">Told when a collector begins to fail (with the reason) and when it works again (null).</param>
    public CollectorSet(MetricsOptions options, SeriesCatalog catalog, HostClock clock, Action<string, string?> changed)
    {
        (_clock, _changed) = (clock, changed);
        var source = new SeriesSource(catalog, SeriesCatalog.Host);
        var intervals = options.Collectors.Where(collector => collector.Enabled).ToDictionary(collector => collector.Name, collector => collector.Interval, StringComparer.Ordinal);
        _running =
        [
            .. CollectorRegistry.All.Where(kind => intervals.ContainsKey(kind.Name)).Select(kind => new Running(
                kind.Make(options.Roots, source, options.Filesystems),
                intervals[kind.Name],
                source.Get(Duration, ("collector", kind.Name)),
                source.Get(Success, ("collector", kind.Name)))),
            .. options.Textfile.Length == 0 ? (Running[])[] : [new(
                new TextfileCollector(options.Textfile, catalog, clock, changed, TextfilePatience),
                options.Interval,
                source.Get(Duration, ("collector", "textfile")),
                source.Get(Success, ("collector", "textfile")))],
        ];
    }

    /// <summary>When the next collector is due, on boot time: multiples of its interval, so that those of one interval run together.</summary>
    public TimeSpan Next(TimeSpan after) => _running.Length == 0 ? TimeSpan.MaxValue : _running.Min(one => one.Next(after));

    /// <summary>Runs the collectors that are due at a time; all of them with null.</summary>
    public void Collect(SampleBatch batch, TimeSpan? due)
    {
        foreach (var one in _running)
        {
            if (due is null || one.Next(due.Value - TimeSpan.FromTicks(1)) == due)
            {
                Collect(batch, one);
            }
        }
    }

    private void Collect(SampleBatch batch, Running one)
    {
        var (start, count) = (_clock.GetTimestamp(), batch.Count);
        string? failure = null;
        try
        {
            one.Collector.Collect(batch);
        }
        catch (Exception problem) when (problem is CollectException or IOException or UnauthorizedAccessException or FormatException)
        {
            batch.Truncate(count);
            failure = problem.Message;
        }

        batch.Add(one.Duration, _clock.GetElapsedTime(start).TotalSeconds);
        batch.Add(one.Success, failure is null ? 1 : 0);
        if ((failure is null) != (one.Failure is null))
        {
            _changed(one.Collector.Name, failure);
        }

        one.Failure = failure;
    }

    private sealed class Running(Collector collector, TimeSpan interval, LiveSeries? duration, LiveSeries? success)
    {
        public Collector Collector => collector;

        public LiveSeries? Duration => duration;

        public LiveSeries? Success => success;

        public string? Failure { get; set; }

        public TimeSpan Next(TimeSpan after) => TimeSpan.FromTicks(((after.Ticks / interval.Ticks) + 1) * interval.Ticks);
    }
}
