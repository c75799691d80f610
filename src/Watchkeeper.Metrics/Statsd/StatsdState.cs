using System.Runtime.InteropServices;
using System.Text;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Statsd;

/// <summary>
/// All that came by statsd since the last flush. Whoever receives takes the gate for a whole batch of datagrams, so that a metric costs no lock of its own.
/// </summary>
internal sealed class StatsdState(SeriesCatalog catalog) : IStatsdSink
{
    private const string Source = "statsd";
    private const int BadLinesKept = 8;

    /// <summary>
    /// Timers' values, sets' members and values with times of their own are not summed up, so they take memory until the next flush: at most this many
    /// numbers of eight bytes, which is four million values of timers.
    /// </summary>
    private const int MostKept = 4_000_000;

    private readonly Dictionary<(StatsdType, Labels), StatsdEntry> _entries = [];
    private readonly StatsdTable _table = new();
    private readonly Queue<string> _badLines = new();
    private readonly List<string> _dogStatsd = [];
    private readonly NumberPieces _pieces = new();
    private readonly List<double> _sorted = [];
    private int _kept;

    public Lock Gate { get; } = new();

    public long Packets { get; private set; }

    public long Metrics { get; private set; }

    public long BadLines { get; private set; }

    public long Refused { get; private set; }

    public IEnumerable<StatsdEntry> Entries => _entries.Values;

    /// <summary>Takes one datagram or a piece of a stream that ends with a line.</summary>
    public void TakePacket(ReadOnlySpan<byte> packet)
    {
        Packets++;
        Metrics += StatsdLine.ReadAll(packet, this);
    }

    public void Take(in StatsdValue value)
    {
        var entry = _table.Find(value, out var hash) ?? Know(value, hash);
        if (entry is null || (_kept >= MostKept && entry.Keeps(value)))
        {
            Refused++;
            return;
        }

        _kept += entry.Take(value);
    }

    public void TakeBadLine(ReadOnlySpan<byte> line)
    {
        BadLines++;
        if (_badLines.Count < BadLinesKept)
        {
            _badLines.Enqueue(Encoding.UTF8.GetString(line[..Math.Min(line.Length, 200)]));
        }
    }

    /// <summary>Values whose times cannot be meant count as bad lines.</summary>
    public void TakeBadTimes(int count)
    {
        lock (Gate)
        {
            BadLines += count;
        }
    }

    public void TakeDogStatsd(ReadOnlySpan<byte> line)
    {
        if (_dogStatsd.Count < 1000)
        {
            _dogStatsd.Add(Encoding.UTF8.GetString(line));
        }
        else
        {
            Refused++;
        }
    }

    /// <summary>Some of the bad lines since the last call, and all events and service checks.</summary>
    public (string[] BadLines, string[] DogStatsd) TakeTexts()
    {
        var texts = (_badLines.ToArray(), _dogStatsd.ToArray());
        _badLines.Clear();
        _dogStatsd.Clear();
        return texts;
    }

    /// <summary>Adds the figures of all entries to a batch, and begins the next interval.</summary>
    public void Flush(SampleBatch batch, StatsdOptions options)
    {
        _kept = 0;
        foreach (var entry in _entries.Values)
        {
            Add(batch, entry, options);
            entry.Reset();
        }

        _pieces.Trim();
        var idleFlushes = (int)Math.Max(1, options.IdleAfter / options.FlushInterval);
        bool IsIdle(StatsdEntry entry) => entry.IdleFlushes >= idleFlushes;
        if (_entries.Values.Any(IsIdle))
        {
            Forget(IsIdle);
        }
    }

    /// <summary>Forgets entries, as the admin commands <c>delcounters</c> and the like do; returns their keys.</summary>
    public IReadOnlyList<string> Forget(Func<StatsdEntry, bool> gone)
    {
        var entries = _entries.Where(pair => gone(pair.Value)).ToArray();
        _table.RemoveWhere(gone);
        Array.ForEach(entries, pair => _entries.Remove(pair.Key));
        return [.. entries.Select(pair => pair.Value.Key)];
    }

    /// <summary>
    /// The entry of a name that comes in this spelling for the first time: another spelling may lead to the same series. There is one limit of series, the
    /// catalog's, which tells when it is reached: an entry without a series is none.
    /// </summary>
    private StatsdEntry? Know(in StatsdValue value, ulong hash)
    {
        var key = StatsdNames.Key(value.Name, value.Tags);
        if (key.Length == 0)
        {
            return null;
        }

        var labels = StatsdNames.Labels(key, "");
        if (!_entries.TryGetValue((value.Type, labels), out var entry))
        {
            entry = new(key, labels, value.Type, _pieces);
            if (First(entry) is null)
            {
                return null;
            }

            _entries.Add((value.Type, labels), entry);
        }

        if (_table.Count < 4 * catalog.Limit)
        {
            _table.Add(value, hash, entry);
        }

        return entry;
    }

    private LiveSeries? First(StatsdEntry entry) => entry.Type switch
    {
        StatsdType.Counter => Series(entry, "_total", MetricKind.Counter),
        StatsdType.Gauge => Series(entry, "", MetricKind.Gauge),
        StatsdType.Set => Series(entry, "_unique", MetricKind.Gauge),
        _ => Series(entry, "_count", MetricKind.Gauge),
    };

    private void Add(SampleBatch batch, StatsdEntry entry, StatsdOptions options)
    {
        var seconds = options.FlushInterval.TotalSeconds;
        switch (entry.Type)
        {
            case StatsdType.Counter:
                entry.Settle();
                batch.Add(Series(entry, "_total", MetricKind.Counter), entry.Total);
                batch.Add(Series(entry, "_rate", MetricKind.Gauge), entry.Value / seconds);
                break;
            case StatsdType.Gauge:
                AddGauge(batch, entry);
                break;
            case StatsdType.Set:
                batch.Add(Series(entry, "_unique", MetricKind.Gauge), entry.Members?.Count ?? 0);
                break;
            default:
                CollectionsMarshal.SetCount(_sorted, entry.Times.Count);
                entry.Times.CopyTo(CollectionsMarshal.AsSpan(_sorted));
                foreach (var (name, value) in StatsdFigures.OfTimer(_sorted, entry.Total, seconds, options.Percentiles, options.BinsOf(entry.Key)))
                {
                    if (!double.IsFinite(value))
                    {
                        // A sum, or a sum of squares, of values near the end of what a number can be.
                        continue;
                    }

                    batch.Add(Series(entry, "_" + name, MetricKind.Gauge), value);
                }

                break;
        }
    }

    private void AddGauge(SampleBatch batch, StatsdEntry entry)
    {
        var series = Series(entry, "", MetricKind.Gauge);
        foreach (var (time, value) in entry.Dated)
        {
            batch.Add(series, value, time);
        }

        if (entry.IsGaugeSet)
        {
            batch.Add(series, entry.Value);
        }
    }

    /// <summary>The series of a figure; null while the catalog has no room for it.</summary>
    private LiveSeries? Series(StatsdEntry entry, string suffix, MetricKind kind)
    {
        if (entry.Series.TryGetValue(suffix, out var known) && known.Source == Source)
        {
            return known;
        }

        var name = entry.Labels.Name;
        var labels = entry.Labels.With(Labels.NameLabel, suffix == "_total" && name.EndsWith(suffix, StringComparison.Ordinal) ? name : name + suffix);
        if (catalog.Get(new(labels.Name, kind, ""), labels, Source) is not { } series)
        {
            return null;
        }

        entry.Series[suffix] = series;
        return series;
    }
}
