using Watchkeeper.Core;
using Watchkeeper.Core.Contracts;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Time;
using Watchkeeper.Metrics.Query;
using Watchkeeper.Metrics.Series;
using Watchkeeper.Metrics.Store;

namespace Watchkeeper.Metrics;

/// <summary>What the API, the command line and the other rooms ask, over a running store or over the file of a stopped daemon.</summary>
internal sealed class MetricsQueries(SeriesCatalog catalog, SampleReader reader, QueryEngine engine, Func<LiveSeries, bool> hasSamples) : ISamples
{
    public QueryEngine Engine => engine;

    /// <summary>Over a database that no daemon of this host has open.</summary>
    public static MetricsQueries Offline(Database database)
    {
        var catalog = new SeriesCatalog(int.MaxValue);
        var host = database.Read(session => MetricsStore.OnlyHost(session, HostIdentity.Of(null)));
        database.Read(session =>
        {
            SampleLoader.Load(session, host, catalog, static _ => { });
            return true;
        });
        var reader = new SampleReader(database, catalog, static () => SampleRetention.Default, static (_, _, _) => { });
        return new(catalog, reader, new(reader.Select), static series => series.Id != 0 || series.Head.Latest is not null);
    }

    /// <summary>The series that are stored.</summary>
    /// <exception cref="ProblemException">It is not a selector.</exception>
    public MetricList List(string? selector) => new([.. Stored(selector)
        .Select(series =>
        {
            var latest = series.Head.Latest;
            return new MetricView(
                series.Labels.Name,
                SeriesView.Of(series.Labels.Without(Labels.NameLabel)),
                series.Family.Kind.ToString().ToLowerInvariant(),
                series.Family.Help,
                series.Source,
                latest is null ? null : new Instant(latest.Value.Time * 1000),
                latest?.Value);
        })]);

    /// <exception cref="QueryException">The expression is wrong or not supported.</exception>
    public QueryAnswer Ask(string expression, Instant at, CancellationToken cancellation = default)
    {
        var time = at.Microseconds / 1000;
        return engine.Samples(expression, time, cancellation) is { } samples
            ? new([.. samples.Select(series => SeriesView.Of(series.Labels, series.Times, series.Values))])
            : Answer([time], engine.Instant(expression, time, cancellation));
    }

    /// <exception cref="QueryException">The expression is wrong or not supported.</exception>
    public QueryAnswer Ask(string expression, Instant from, Instant to, TimeSpan step, CancellationToken cancellation = default)
    {
        var (times, value) = engine.Range(expression, from.Microseconds / 1000, to.Microseconds / 1000, (long)step.TotalMilliseconds, cancellation);
        return Answer(times, value);
    }

    /// <summary>Stored samples as they are, a series after the other.</summary>
    /// <exception cref="ProblemException">No series matches: a name that was mistyped would look like one without samples.</exception>
    public IEnumerable<SeriesData> Samples(string? selector, Instant from, Instant to)
    {
        var stored = Stored(selector);
        return stored.Length > 0 || selector is null
            ? stored.SelectMany(series => reader.Select(series, from.Microseconds / 1000, to.Microseconds / 1000))
            : throw new ProblemException(ProblemKind.NotFound, $"No series matches {selector}; 'watchkeeper metrics list' shows all series.");
    }

    SamplesResult ISamples.Query(string expression, Instant at) => Contract(() => Ask(expression, at));

    SamplesResult ISamples.Query(string expression, Instant from, Instant to, TimeSpan step) => Contract(() => Ask(expression, from, to, step));

    /// <summary>The series that a selector finds and that have samples, in order of their names.</summary>
    private LiveSeries[] Stored(string? selector)
    {
        try
        {
            var matchers = selector is null ? [] : Parser.ParseSelector(selector);
            return [.. catalog.Select(matchers).Where(hasSamples).OrderBy(series => series.Labels.ToString(), StringComparer.Ordinal)];
        }
        catch (QueryException problem)
        {
            throw new ProblemException(ProblemKind.BadRequest, $"The selector cannot be read: {problem.Message}.", problem);
        }
    }

    private static QueryAnswer Answer(long[] times, QueryValue value) => value.Kind switch
    {
        ValueKind.Scalar => new([SeriesView.Of(Labels.Empty, times, value.Scalar)]),
        ValueKind.Text => throw new QueryException("a text has no samples"),
        _ => new([.. value.Vector.Select(series => SeriesView.Of(series.Labels, times, series.Values))]),
    };

    private static SamplesResult Contract(Func<QueryAnswer> ask)
    {
        try
        {
            return new(
                [.. ask().Series.Select(series => new SampleSeries(series.Labels, [.. series.Points.Select(point => new SamplePoint(point.Time, point.Value))]))], null);
        }
        catch (QueryException problem)
        {
            return new([], problem.Message);
        }
    }
}
