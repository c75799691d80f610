using Microsoft.Extensions.Logging;
using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Contracts;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Time;
using Watchkeeper.Metrics.Forward;
using Watchkeeper.Metrics.Query;
using Watchkeeper.Metrics.Series;
using Watchkeeper.Metrics.Store;

namespace Watchkeeper.Metrics;

/// <summary>The store of samples as the other parts of the room see it: append, query, and the work in the background.</summary>
internal sealed class SampleStore
{
    private readonly Database _database;
    private readonly HostClock _clock;
    private readonly LiveOptions<MetricsOptions> _options;
    private readonly ILogger<SampleStore> _log;
    private readonly SampleWriter _writer;
    private readonly ChunkWriter _chunks;
    private readonly Housekeeping _housekeeping;
    private int _appended;

    public SampleStore(Database database, HostClock clock, HostIdentity host, LiveOptions<MetricsOptions> options, IEnumerable<IAbsences> absences, ILogger<SampleStore> log)
    {
        (_database, _clock, _options, _log) = (database, clock, options, log);
        Catalog = new(options.Current.SeriesLimit);
        options.Changed += changed => Catalog.Limit = changed.SeriesLimit;
        _writer = new(database, Catalog, clock, host);
        _chunks = new(database, Catalog, clock, _writer, () => options.Current.Forward.Select(target => target.Name));
        _housekeeping = new(database, Catalog, clock, _writer, Damaged);
        clock.BecameTrusted += Ground;
        Reader = new(database, Catalog, () => options.Current.Retention, Damaged);
        Engine = new(Reader.Select, Query.Absences.Of(absences));
    }

    public SeriesCatalog Catalog { get; }

    public SampleReader Reader { get; }

    public QueryEngine Engine { get; }

    /// <summary>Brings back what an earlier run left.</summary>
    public void Load() => _database.Read(session =>
    {
        SampleLoader.Load(session, _writer.HostKey(session), Catalog, sentence => MetricsLog.Damaged(_log, sentence));
        return true;
    });

    /// <summary>Appends samples: they can be queried at once, and are written with the next group commit.</summary>
    public Task AppendAsync(Sample[] samples, Moment time)
    {
        Interlocked.Add(ref _appended, samples.Length);
        return _writer.AppendAsync(samples, time);
    }

    /// <summary>
    /// The same for whoever has nobody to tell: a database that is away drops what it cannot keep, and counts it; the samples stay in memory and come
    /// with the next chunks.
    /// </summary>
    public async Task AppendQuietlyAsync(Sample[] samples, Moment time)
    {
        try
        {
            await AppendAsync(samples, time);
        }
        catch (Exception problem) when (problem is ProblemException or ObjectDisposedException or OperationCanceledException)
        {
            MetricsLog.NotWritten(_log, problem.Message);
        }
    }

    /// <summary>How many samples came since the last call with <paramref name="reset"/>.</summary>
    public int Appended(bool reset) => reset ? Interlocked.Exchange(ref _appended, 0) : Volatile.Read(ref _appended);

    /// <summary>
    /// Takes samples in bulk, past memory straight into chunks; completes when they are committed. Where another engine is to get them too they go the way
    /// of all others, which is what that engine follows.
    /// </summary>
    public async Task ImportAsync(IReadOnlyCollection<SampleColumn> columns, CancellationToken cancellation = default)
    {
        if (_options.Current.Forward.Count == 0)
        {
            await _chunks.ImportAsync(columns, cancellation);
            return;
        }

        foreach (var column in columns)
        {
            var samples = new List<Sample>(column.Count);
            column.CopyTo(samples);
            await AppendAsync([.. samples], _clock.Read());
        }
    }

    /// <summary>Writes the newest samples as chunks.</summary>
    public Task FlushAsync(bool evenUntrusted, CancellationToken cancellation) => _chunks.FlushAsync(evenUntrusted, cancellation);

    /// <summary>Joins, thins out and deletes; not by a clock that is not known to be right.</summary>
    public Task TidyAsync(CancellationToken cancellation) =>
        _clock.IsTrusted ? _housekeeping.RunAsync(_options.Current.Retention, cancellation) : Task.CompletedTask;

    /// <summary>Whether a series' newest sample still stands for the present.</summary>
    public bool IsFresh(LiveSeries series) => series.Head.Latest is { } latest && (_clock.Now.Microseconds / 1000) - latest.Time is var age
        && age <= Evaluator.Lookback && age >= -SampleTimes.Ahead;

    /// <summary>Whether a series is stored, and not only shown on <c>/metrics</c>.</summary>
    public bool IsStored(LiveSeries series) => series.Family.Essential || _options.Current.Store == StoredSeriesChoice.All;

    /// <summary>Whether there is anything of a series to ask for: it was written, or is about to be.</summary>
    public bool HasSamples(LiveSeries series) => series.Id != 0 || (IsStored(series) && series.Head.Latest is not null);

    /// <summary>What the store holds.</summary>
    public StorageAnswer Storage() => _database.Read(session =>
        StorageReport.Read(session, _writer.HostKey(session), Catalog, _options.Current.Retention, _clock.Now));

    /// <summary>Up to which tick a reader of the ticks has everything; a new one begins with the next tick.</summary>
    public long Cursor(string name) => _database.Read(session =>
    {
        var host = _writer.HostKey(session);
        return MetricsStore.Cursor(session, host, name) ?? MetricsStore.LastTick(session, host);
    });

    public async Task SaveCursorAsync(string name, long tick)
    {
        try
        {
            await _database.WriteAsync(
                transaction => MetricsStore.SetCursor(transaction, _writer.HostKey(transaction), name, tick), Durability.Periodic);
        }
        catch (Exception problem) when (problem is ProblemException or ObjectDisposedException)
        {
            // It is written the next time; what is sent twice meanwhile, engines ignore.
        }
    }

    /// <summary>The ticks after a cursor; none while the clock is not right, because they get their times only then.</summary>
    public IReadOnlyList<StoredTick> TicksAfter(long cursor, int most) => !_clock.IsTrusted
        ? []
        : _database.Read(session => MetricsStore.Ticks(session, _writer.HostKey(session), cursor, most));

    /// <summary>The cursor behind which no more than so many bytes of ticks wait, and how many samples lie before it.</summary>
    public (long Cursor, long Dropped) BeyondQueue(long cursor, long bytes) => _database.Read(session =>
    {
        var (sum, limit, dropped, host) = (0L, cursor, 0L, _writer.HostKey(session));
        MetricsStore.ScanSizes(session, host, cursor, (id, size) =>
        {
            sum += size;
            limit = sum > bytes ? Math.Max(limit, id) : limit;
            return limit == cursor;
        });
        for (var at = cursor; at < limit;)
        {
            var row = MetricsStore.Ticks(session, host, at, 1)[0];
            dropped += RecentSamples.Count(row.Samples);
            at = row.Id;
        }

        return (limit, dropped);
    });

    /// <summary>The samples of a tick.</summary>
    public IReadOnlyList<ForwardedSample> Samples(StoredTick tick)
    {
        var samples = new List<ForwardedSample>();
        try
        {
            RecentSamples.Decode(tick.Samples, (id, value, time) =>
            {
                if (Catalog.ById(id) is { } series)
                {
                    samples.Add(new(series, value, time ?? tick.Time.Wall.Microseconds / 1000));
                }
            });
        }
        catch (InvalidDataException problem)
        {
            MetricsLog.Damaged(_log, $"The samples of {tick.Time.Wall} were damaged and are left out: {problem.Message}.");
        }

        return samples;
    }

    private void Ground(Moment trusted)
    {
        var era = Era.Of(_clock.BootId, trusted);
        foreach (var series in Catalog.All())
        {
            series.Head.Ground(era);
        }
    }

    private void Damaged(LiveSeries series, long chunk, string reason) =>
        MetricsLog.Damaged(_log, $"Chunk {chunk} of {series} is damaged and left out: {reason}.");
}
