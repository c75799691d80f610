using Watchkeeper.Core.Data;
using Watchkeeper.Core.Time;
using Watchkeeper.Metrics.Series;
using Watchkeeper.Metrics.Store;

namespace Watchkeeper.Metrics;

/// <summary>A series as the database has it; its labels as text.</summary>
internal sealed record StoredSeries(long Id, string Labels, MetricKind Kind, string Source, string Help);

/// <summary>A chunk as the database has it: where it begins, and its bytes.</summary>
/// <param name="Wall">The base of its times, microseconds since 1970.</param>
/// <param name="Span">From its first to its last sample, microseconds.</param>
internal sealed record StoredChunk(long Id, long Wall, long Span, int Count, byte[] Data);

/// <summary>A tick as the database has it.</summary>
internal sealed record StoredTick(long Id, Moment Time, Guid Boot, byte[] Samples);

/// <summary>How much there is of one series in one tier; the large chunks are those at least half as long as its longest, which are joined already.</summary>
internal sealed record StoredSize(
    long Series, int Tier, long Chunks, long Samples, long Bytes, Instant First, Instant Last, long LargeChunks, long LargeSamples, long LargeBytes);

/// <summary>
/// All SQL of metrics. A tick is one row of <c>metrics_recent</c>, so that it costs one page; every hour the ticks become chunks, and the rows go.
/// Chunks stand in the order in which they were written, so a small one wastes no page of its own, and old ones give back whole pages.
/// </summary>
internal static partial class MetricsStore
{
    public static IReadOnlyList<Migration> Migrations { get; } =
    [
        new(1,
            """
            CREATE TABLE metrics_series (
                id {id}, host {int} NOT NULL, labels {text} NOT NULL, kind {int} NOT NULL, source {text} NOT NULL, help {text} NOT NULL,
                UNIQUE (host, labels));
            CREATE TABLE metrics_recent (
                id {id}, host {int} NOT NULL, wall {int} NOT NULL, boot_time {int} NOT NULL, boot_id {text} NOT NULL, clock_trusted {int} NOT NULL,
                samples {bytes} NOT NULL);
            CREATE TABLE metrics_chunks (
                id {id}, series {int} NOT NULL, tier {int} NOT NULL, wall {int} NOT NULL, span {int} NOT NULL, count {int} NOT NULL,
                boot_time {int} NOT NULL, boot_id {text} NOT NULL, clock_trusted {int} NOT NULL, data {bytes} NOT NULL);
            CREATE INDEX metrics_chunks_by_series ON metrics_chunks (series, tier, wall);
            """),
        new(2, "CREATE TABLE metrics_cursors (host {int} NOT NULL, name {text} NOT NULL, tick {int} NOT NULL, PRIMARY KEY (host, name));"),
        new(3,
            """
            CREATE TABLE metrics_watermarks (series {int} NOT NULL, tier {int} NOT NULL, until {int} NOT NULL, PRIMARY KEY (series, tier));
            CREATE TABLE metrics_deletion (host {int} NOT NULL PRIMARY KEY, believed {int} NOT NULL, leapt {int});
            """),
    ];

    public static IReadOnlyList<GroundedColumns> Grounded { get; } =
    [
        new("metrics_recent", "wall", "boot_time"),
        new("metrics_chunks", "wall", "boot_time"),
    ];

    public static long HostKey(Session session, HostIdentity host) =>
        session.First("SELECT key FROM hosts WHERE id = @id", row => row.Int64(0), ("id", host.Id));

    /// <summary>The key of this host where the database knows it, or else of the host that has series: a copied file is read by whoever has it.</summary>
    public static long OnlyHost(Session session, HostIdentity host)
    {
        var own = HostKey(session, host);
        return own != 0 && session.First("SELECT 1 FROM metrics_series WHERE host = @host LIMIT 1", _ => true, ("host", own))
            ? own
            : session.First("SELECT host FROM metrics_series ORDER BY id DESC LIMIT 1", row => row.Int64(0));
    }

    public static List<StoredSeries> Series(Session session, long host) => session.Query(
        "SELECT id, labels, kind, source, help FROM metrics_series WHERE host = @host ORDER BY id",
        row => new StoredSeries(row.Int64(0), row.Text(1), (MetricKind)row.Int32(2), row.Text(3), row.Text(4)),
        ("host", host));

    /// <summary>The number of the series, which gets one if it is new.</summary>
    public static long AddSeries(Transaction transaction, long host, LiveSeries series) => transaction.First(
        """
        INSERT INTO metrics_series (host, labels, kind, source, help) VALUES (@host, @labels, @kind, @source, @help)
        ON CONFLICT (host, labels) DO UPDATE SET kind = excluded.kind, help = excluded.help RETURNING id
        """,
        row => row.Int64(0),
        ("host", host),
        ("labels", series.Labels.ToString()),
        ("kind", (int)series.Family.Kind),
        ("source", series.Source),
        ("help", series.Family.Help));

    /// <summary>Notes that a series has another source from now on.</summary>
    public static void SetSource(Transaction transaction, long id, string source) =>
        transaction.Execute("UPDATE metrics_series SET source = @source WHERE id = @id", ("source", source), ("id", id));

    /// <summary>The series of which no chunk is left.</summary>
    public static List<long> EmptySeries(Session session, long host) => session.Query(
        "SELECT id FROM metrics_series s WHERE host = @host AND NOT EXISTS (SELECT 1 FROM metrics_chunks c WHERE c.series = s.id) ORDER BY id",
        row => row.Int64(0),
        ("host", host));

    public static void DeleteSeries(Transaction transaction, long id)
    {
        transaction.Execute("DELETE FROM metrics_watermarks WHERE series = @id", ("id", id));
        transaction.Execute("DELETE FROM metrics_series WHERE id = @id", ("id", id));
    }

    public static void AddTick(Transaction transaction, long host, Moment time, Guid boot, byte[] samples) => transaction.Execute(
        """
        INSERT INTO metrics_recent (host, wall, boot_time, boot_id, clock_trusted, samples) VALUES (@host, @wall, @boot_time, @boot_id, @trusted, @samples)
        """,
        ("host", host),
        ("wall", time.Wall),
        ("boot_time", time.SinceBoot),
        ("boot_id", boot),
        ("trusted", time.Trusted),
        ("samples", samples));

    /// <summary>The ticks after one, in order.</summary>
    public static List<StoredTick> Ticks(Session session, long host, long after, int most) => session.Query(
        """
        SELECT id, wall, boot_time, clock_trusted, boot_id, samples FROM metrics_recent WHERE host = @host AND id > @after ORDER BY id LIMIT @most
        """,
        row => new StoredTick(row.Int64(0), new(row.Instant(1), row.TimeSpan(2), row.Bool(3)), row.Guid(4), row.Bytes(5)),
        ("host", host),
        ("after", after),
        ("most", most));

    /// <summary>How large the ticks after one are, the newest first.</summary>
    public static void ScanSizes(Session session, long host, long after, Func<long, long, bool> next) => session.Scan(
        "SELECT id, LENGTH(samples) FROM metrics_recent WHERE host = @host AND id > @after ORDER BY id DESC",
        row => next(row.Int64(0), row.Int64(1)),
        ("host", host),
        ("after", after));

    /// <summary>Up to which tick somebody has everything; null when it is not known here.</summary>
    public static long? Cursor(Session session, long host, string name) => session.First(
        "SELECT tick FROM metrics_cursors WHERE host = @host AND name = @name", row => (long?)row.Int64(0), ("host", host), ("name", name));

    public static void SetCursor(Transaction transaction, long host, string name, long tick) => transaction.Execute(
        """
        INSERT INTO metrics_cursors (host, name, tick) VALUES (@host, @name, @tick) ON CONFLICT (host, name) DO UPDATE SET tick = excluded.tick
        """,
        ("host", host),
        ("name", name),
        ("tick", tick));

    /// <summary>Forgets everybody who is not named.</summary>
    public static void KeepCursors(Transaction transaction, long host, IReadOnlyCollection<string> names)
    {
        foreach (var name in transaction.Query("SELECT name FROM metrics_cursors WHERE host = @host", row => row.Text(0), ("host", host)).Except(names))
        {
            transaction.Execute("DELETE FROM metrics_cursors WHERE host = @host AND name = @name", ("host", host), ("name", name));
        }
    }

    public static long LastTick(Session session, long host) => session.First(
        "SELECT COALESCE(MAX(id), 0) FROM metrics_recent WHERE host = @host", row => row.Int64(0), ("host", host));

    /// <summary>Deletes the ticks that everybody has. The newest row stays, so that a number is never given twice.</summary>
    public static void DeleteTicks(Transaction transaction, long host) => transaction.Execute(
        """
        DELETE FROM metrics_recent WHERE host = @host
            AND id <= (SELECT MIN(tick) FROM metrics_cursors WHERE host = @host) AND id < (SELECT MAX(id) FROM metrics_recent)
        """,
        ("host", host));

    public static void AddChunk(Transaction transaction, int tier, NewChunk chunk) => transaction.Execute(
        """
        INSERT INTO metrics_chunks (series, tier, wall, span, count, boot_time, boot_id, clock_trusted, data)
        VALUES (@series, @tier, @wall, @span, @count, @boot_time, @boot_id, @trusted, @data)
        """,
        ("series", chunk.Series),
        ("tier", tier),
        ("wall", chunk.Wall),
        ("span", chunk.Span),
        ("count", chunk.Count),
        // What is right already is never grounded, and so needs neither boot nor boot time.
        ("boot_time", chunk.Era.Trusted ? 0 : chunk.Wall - (chunk.Era.Offset * 1000)),
        ("boot_id", chunk.Era.Trusted ? "" : chunk.Era.Boot.ToString()),
        ("trusted", chunk.Era.Trusted),
        ("data", chunk.Data));

    /// <summary>The chunks that have samples between two times (microseconds), in order of their first.</summary>
    /// <param name="longest">No chunk of the tier spans more: where to begin looking.</param>
    public static List<StoredChunk> Chunks(Session session, long series, int tier, long from, long to, long longest) => session.Query(
        """
        SELECT id, wall, span, count, data FROM metrics_chunks
        WHERE series = @series AND tier = @tier AND wall >= @begin AND wall <= @to AND wall + span >= @from ORDER BY wall, id
        """,
        row => new StoredChunk(row.Int64(0), row.Int64(1), row.Int64(2), row.Int32(3), row.Bytes(4)),
        ("series", series),
        ("tier", tier),
        ("begin", from - longest),
        ("to", to),
        ("from", from));

    /// <summary>Whether there are such.</summary>
    public static bool HasChunks(Session session, long series, int tier, long from, long to, long longest) => session.First(
        """
        SELECT 1 FROM metrics_chunks
        WHERE series = @series AND tier = @tier AND wall >= @begin AND wall <= @to AND wall + span >= @from LIMIT 1
        """,
        _ => true,
        ("series", series),
        ("tier", tier),
        ("begin", from - longest),
        ("to", to),
        ("from", from));

    /// <summary>The oldest time that a tier has of a series (microseconds), or null.</summary>
    public static long? Oldest(Session session, long series, int tier) => session.First(
        "SELECT MIN(wall) FROM metrics_chunks WHERE series = @series AND tier = @tier",
        row => row.IsNull(0) ? (long?)null : row.Int64(0),
        ("series", series),
        ("tier", tier));

    /// <summary>The newest time that a tier has of a series (microseconds), or null.</summary>
    public static long? Newest(Session session, long series, int tier) => session.First(
        "SELECT MAX(wall + span) FROM metrics_chunks WHERE series = @series AND tier = @tier",
        row => row.IsNull(0) ? (long?)null : row.Int64(0),
        ("series", series),
        ("tier", tier));

    /// <summary>Trusted chunks of fewer than so many samples that end before a time.</summary>
    public static List<StoredChunk> SmallChunks(Session session, long series, int below, long before) => session.Query(
        """
        SELECT id, wall, span, count, data FROM metrics_chunks
        WHERE series = @series AND tier = 0 AND count < @below AND clock_trusted = 1 AND wall + span < @before ORDER BY wall, id
        """,
        row => new StoredChunk(row.Int64(0), row.Int64(1), row.Int64(2), row.Int32(3), row.Bytes(4)),
        ("series", series),
        ("below", below),
        ("before", before));

    public static void DeleteChunk(Transaction transaction, long id) => transaction.Execute("DELETE FROM metrics_chunks WHERE id = @id", ("id", id));

    public static List<StoredSize> Sizes(Session session, long host) => session.Query(
        """
        SELECT c.series, c.tier, COUNT(*), CAST(SUM(c.count) AS BIGINT), CAST(SUM(LENGTH(c.data)) AS BIGINT), MIN(c.wall), MAX(c.wall + c.span),
            CAST(SUM(CASE WHEN c.count * 2 >= m.longest THEN 1 ELSE 0 END) AS BIGINT),
            CAST(SUM(CASE WHEN c.count * 2 >= m.longest THEN c.count ELSE 0 END) AS BIGINT),
            CAST(SUM(CASE WHEN c.count * 2 >= m.longest THEN LENGTH(c.data) ELSE 0 END) AS BIGINT)
        FROM metrics_chunks c JOIN metrics_series s ON s.id = c.series
            JOIN (SELECT series, tier, MAX(count) AS longest FROM metrics_chunks GROUP BY series, tier) m ON m.series = c.series AND m.tier = c.tier
        WHERE s.host = @host GROUP BY c.series, c.tier
        """,
        row => new StoredSize(
            row.Int64(0), row.Int32(1), row.Int64(2), row.Int64(3), row.Int64(4), row.Instant(5), row.Instant(6), row.Int64(7), row.Int64(8), row.Int64(9)),
        ("host", host));

    /// <summary>Rows and bytes of the ticks that are not chunks yet.</summary>
    public static (long Rows, long Bytes) RecentSize(Session session, long host) => session.First(
        "SELECT COUNT(*), CAST(COALESCE(SUM(LENGTH(samples)), 0) AS BIGINT) FROM metrics_recent WHERE host = @host",
        row => (row.Int64(0), row.Int64(1)),
        ("host", host));
}
