using System.Text.Json.Nodes;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Core.Events;

/// <summary>All SQL about events.</summary>
internal static class EventStore
{
    private const string Columns =
        "e.id, h.id, e.seq, e.boot_id, e.wall, e.boot_time, e.clock_trusted, k.type, k.severity, e.subject, e.message, e.recipients, e.fields";

    private const string Tables = "events e JOIN hosts h ON h.key = e.host JOIN event_kinds k ON k.key = e.kind";

    /// <summary>A host and how far its events go.</summary>
    public readonly record struct HostSeq(long Key, string Id, long LastSeq);

    /// <summary>The host's next number, which the row's lock makes rise in the order of the commits.</summary>
    public static (long HostKey, long Seq) NextSeq(Session session, string host) => session.First(
        "UPDATE hosts SET last_seq = last_seq + 1 WHERE id = @id RETURNING key, last_seq", row => (row.Int64(0), row.Int64(1)), ("id", host));

    /// <summary>Stores the last number that was given, after the first of them had locked the row.</summary>
    public static void KeepSeq(Session session, long hostKey, long seq) =>
        session.Execute("UPDATE hosts SET last_seq = @seq WHERE key = @key", ("key", hostKey), ("seq", seq));

    public static long KindKey(Session session, long host, string type, Severity severity)
    {
        session.Execute(
            "INSERT INTO event_kinds (host, type, severity) VALUES (@host, @type, @severity) ON CONFLICT (host, type, severity) DO NOTHING",
            ("host", host), ("type", type), ("severity", (int)severity));
        return session.First(
            "SELECT key FROM event_kinds WHERE host = @host AND type = @type AND severity = @severity",
            row => row.Int64(0),
            ("host", host), ("type", type), ("severity", (int)severity));
    }

    /// <returns>False when an event of this id is there already.</returns>
    public static bool Insert(Session session, Event added, long host, long kind) => session.Execute(
        """
        INSERT INTO events (id, host, seq, kind, boot_id, wall, boot_time, clock_trusted, subject, message, recipients, fields)
        VALUES (@id, @host, @seq, @kind, @boot_id, @wall, @boot_time, @clock_trusted, @subject, @message, @recipients, @fields)
        ON CONFLICT (id) DO NOTHING
        """,
        ("id", added.Id.ToByteArray(bigEndian: true)),
        ("host", host),
        ("seq", added.Seq),
        ("kind", kind),
        ("boot_id", added.BootId.ToByteArray(bigEndian: true)),
        ("wall", added.Time.Wall),
        ("boot_time", added.Time.SinceBoot),
        ("clock_trusted", added.Time.Trusted),
        ("subject", added.Subject),
        ("message", added.Message),
        ("recipients", added.Recipients.Count > 0 ? string.Join('\n', added.Recipients) : null),
        ("fields", added.Fields?.ToJsonString())) > 0;

    public static Event? Find(Session session, Guid id) =>
        session.First($"SELECT {Columns} FROM {Tables} WHERE e.id = @id", Map, ("id", id.ToByteArray(bigEndian: true)));

    public static List<EventKind> Kinds(Session session) => session.Query(
        "SELECT k.key, h.id, k.type, k.severity FROM event_kinds k JOIN hosts h ON h.key = k.host",
        row => new EventKind(row.Int64(0), row.Text(1), row.Text(2), (Severity)row.Int32(3)));

    /// <summary>
    /// The newest events of these kinds among the newest few thousand of all: what is asked for most, and cheap when much matches. Null when that is not
    /// enough to fill the limit.
    /// </summary>
    public static List<Event>? Recent(Session session, IReadOnlyCollection<long> kinds, EventQuery query)
    {
        if (query.Subject is not null || query.Limit is not { } limit)
        {
            return null;
        }

        var found = session.Query(
            $"""
            SELECT {Columns} FROM {Tables} JOIN (
                SELECT key, wall FROM (
                    SELECT key, wall, kind FROM events {Where(query)} ORDER BY wall DESC, key DESC LIMIT @depth) newest
                WHERE kind IN ({string.Join(',', kinds)}) ORDER BY wall DESC, key DESC LIMIT @limit) found ON found.key = e.key
            """,
            Map,
            [.. Parameters(query), ("depth", Math.Max(2_000, 4L * limit))]);
        return found.Count < limit ? null : found;
    }

    /// <summary>
    /// The newest events of these kinds, in no order. Each kind is asked for on its own, from the newest on, and no deeper than the limit: whatever the
    /// combination, an index gives exactly the rows wanted.
    /// </summary>
    public static List<Event> Newest(Session session, IReadOnlyCollection<long> kinds, EventQuery query)
    {
        var where = Where(query);
        var limit = query.Limit is null ? "" : " ORDER BY wall DESC, key DESC LIMIT @limit";
        var parts = kinds.Select(kind =>
            $"SELECT * FROM (SELECT key, wall FROM events {where}{(where.Length > 0 ? " AND" : "WHERE")} kind = {kind}{limit}) part");
        return session.Query(
            $"SELECT {Columns} FROM {Tables} JOIN ({string.Join(" UNION ALL ", parts)}{limit}) found ON found.key = e.key", Map, [.. Parameters(query)]);
    }

    /// <summary>Events of one kind, counted by slices of so many microseconds; answered from the index alone where no subject is asked for.</summary>
    public static List<(long Slice, long Count)> Count(Session session, long kind, string? subject, Instant since, Instant until, long width) =>
        subject is null
            ? session.Query(
                "SELECT (wall - @since) / @width, COUNT(*) FROM events WHERE kind = @kind AND wall >= @since AND wall < @until GROUP BY 1",
                row => (row.Int64(0), row.Int64(1)),
                ("since", since), ("width", width), ("kind", kind), ("until", until))
            : session.Query(
                "SELECT (wall - @since) / @width, COUNT(*) FROM events WHERE subject = @subject AND kind = @kind AND wall >= @since AND wall < @until GROUP BY 1",
                row => (row.Int64(0), row.Int64(1)),
                ("since", since), ("width", width), ("subject", subject), ("kind", kind), ("until", until));

    public static List<HostSeq> Hosts(Session session) => session.Query(
        "SELECT key, id, last_seq FROM hosts", row => new HostSeq(row.Int64(0), row.Text(1), row.Int64(2)));

    /// <summary>A host's events after a sequence number, in order.</summary>
    public static List<Event> After(Session session, long host, long seq, int limit) => session.Query(
        $"SELECT {Columns} FROM {Tables} WHERE e.host = @host AND e.seq > @seq ORDER BY e.seq LIMIT @limit",
        Map,
        ("host", host), ("seq", seq), ("limit", limit));

    /// <summary>Gives a boot's events that were stamped by a clock not to be trusted their wall time; how many there were.</summary>
    /// <param name="start">The wall time at which the boot began.</param>
    public static int Reground(Session session, Guid boot, Instant start) => session.Execute(
        "UPDATE events SET wall = @start + boot_time, clock_trusted = 1 WHERE boot_id = @boot AND clock_trusted = 0",
        ("start", start), ("boot", boot.ToByteArray(bigEndian: true)));

    /// <summary>Deletes some of the events before a time; how many.</summary>
    public static int DeleteBefore(Session session, Instant before, int limit) => session.Execute(
        "DELETE FROM events WHERE key IN (SELECT key FROM events WHERE wall < @before LIMIT @limit)", ("before", before), ("limit", limit));

    /// <summary>The conditions that the table itself settles; the others are settled on the kinds.</summary>
    private static string Where(EventQuery query)
    {
        string?[] conditions =
        [
            query.Subject is null ? null : "subject = @subject", query.Since is null ? null : "wall >= @since", query.Until is null ? null : "wall < @until",
        ];
        var given = string.Join(" AND ", conditions.Where(condition => condition is not null));
        return given.Length == 0 ? "" : "WHERE " + given;
    }

    private static IEnumerable<(string, object?)> Parameters(EventQuery query)
    {
        if (query.Subject is { } subject)
        {
            yield return ("subject", subject);
        }

        if (query.Since is { } since)
        {
            yield return ("since", since);
        }

        if (query.Until is { } until)
        {
            yield return ("until", until);
        }

        if (query.Limit is { } limit)
        {
            yield return ("limit", limit);
        }
    }

    private static Event Map(Row row) => new(
        new Guid(row.Bytes(0), bigEndian: true),
        row.Text(1),
        row.Int64(2),
        new Guid(row.Bytes(3), bigEndian: true),
        new Moment(row.Instant(4), row.TimeSpan(5), row.Bool(6)),
        row.Text(7),
        (Severity)row.Int32(8),
        row.Text(9),
        row.Text(10),
        row.TextOrNull(11)?.Split('\n') ?? [],
        row.TextOrNull(12) is { } fields ? JsonNode.Parse(fields)!.AsObject() : null);
}

/// <summary>What events can have in common: whose, what, how bad. There are few, so they are filtered in memory.</summary>
internal sealed record EventKind(long Key, string Host, string Type, Severity Severity);
