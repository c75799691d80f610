using Watchkeeper.Core.Data;
using Watchkeeper.Metrics.Store;

namespace Watchkeeper.Metrics;

/// <summary>The SQL of the tiers: how far each of them is, and what may go.</summary>
internal static partial class MetricsStore
{
    /// <summary>Up to which time (microseconds) a thinned-out tier has all that the finer one has of a series; null before it has anything.</summary>
    public static long? Watermark(Session session, long series, int tier) => session.First(
        "SELECT until FROM metrics_watermarks WHERE series = @series AND tier = @tier", row => (long?)row.Int64(0), ("series", series), ("tier", tier));

    public static void SetWatermark(Transaction transaction, long series, int tier, long until) => transaction.Execute(
        """
        INSERT INTO metrics_watermarks (series, tier, until) VALUES (@series, @tier, @until)
        ON CONFLICT (series, tier) DO UPDATE SET until = excluded.until
        """,
        ("series", series),
        ("tier", tier),
        ("until", until));

    /// <summary>Samples came behind the watermark: the tier has to be thinned out again from there.</summary>
    public static void LowerWatermark(Transaction transaction, long series, int tier, long until) => transaction.Execute(
        "UPDATE metrics_watermarks SET until = @until WHERE series = @series AND tier = @tier AND until > @until",
        ("series", series),
        ("tier", tier),
        ("until", until));

    /// <summary>When the first chunk begins that has samples at or after a time (microseconds), or null.</summary>
    /// <param name="boot">Chunks of this boot count only once their clock was right.</param>
    /// <param name="longest">No chunk of the tier spans more: where to begin looking.</param>
    public static long? FirstAfter(Session session, long series, int tier, long time, Guid boot, long longest) => session.First(
        """
        SELECT MIN(wall) FROM metrics_chunks
        WHERE series = @series AND tier = @tier AND wall >= @begin AND wall + span >= @time AND (clock_trusted = 1 OR boot_id <> @boot)
        """,
        row => row.IsNull(0) ? (long?)null : row.Int64(0),
        ("series", series),
        ("tier", tier),
        ("begin", time - longest),
        ("time", time),
        ("boot", boot));

    /// <summary>
    /// Deletes chunks of a tier that end before a time, at most so many; returns how many. What the next tier does not have yet stays, however old it is.
    /// </summary>
    public static int DeleteChunks(Transaction transaction, long host, Tier tier, long before, int most) => transaction.Execute(
        """
        DELETE FROM metrics_chunks WHERE id IN (
            SELECT c.id FROM metrics_chunks c JOIN metrics_series s ON s.id = c.series
                LEFT JOIN metrics_watermarks w ON w.series = c.series AND w.tier = @next
            WHERE s.host = @host AND c.tier = @tier AND c.wall + c.span < @before AND (@next > @last OR c.wall + c.span <= w.until) LIMIT @most)
        """,
        ("host", host),
        ("tier", tier.Number),
        ("next", tier.Number + 1),
        ("last", SampleRetention.LastTier),
        ("before", before),
        ("most", most));

    /// <summary>By which clock was deleted the last time.</summary>
    public static DeletionClock? DeletionClock(Session session, long host) => session.First(
        "SELECT believed, leapt FROM metrics_deletion WHERE host = @host",
        row => new DeletionClock(row.Instant(0), row.IsNull(1) ? null : row.Instant(1)),
        ("host", host));

    public static void SetDeletionClock(Transaction transaction, long host, DeletionClock clock) => transaction.Execute(
        """
        INSERT INTO metrics_deletion (host, believed, leapt) VALUES (@host, @believed, @leapt)
        ON CONFLICT (host) DO UPDATE SET believed = excluded.believed, leapt = excluded.leapt
        """,
        ("host", host),
        ("believed", clock.Believed),
        ("leapt", clock.Leapt));
}
