using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Notifications.Outbox;

namespace Watchkeeper.Notifications;

/// <summary>What has become of a notification.</summary>
internal enum NotificationState
{
    Pending = 0,
    Sent = 1,
    Refused = 2,
    Expired = 3,
}

/// <summary>A row of the outbox.</summary>
/// <param name="Target">Where it goes, as <see cref="Notifications.Target"/> writes it.</param>
/// <param name="Due">When it is tried next.</param>
/// <param name="Expires">When it is given up.</param>
internal sealed record Notification(
    long Id, Guid Event, string Target, NotificationState State, int Attempts, Instant Due, Instant Expires, Instant? Finished, string? Error);

/// <summary>How many notifications of a target can be tried now, and how many of them are this host's own.</summary>
internal readonly record struct Waiting(string Target, int Count, int Own);

/// <summary>
/// All SQL of the outbox. A daemon takes rows by moving their due time a few seconds on (a lease, renewed while it delivers), so that another daemon on
/// the same database takes them over should it die. Rows of other hosts are left to those hosts for a grace time.
/// </summary>
internal static class NotificationStore
{
    public static IReadOnlyList<Migration> Migrations { get; } =
    [
        new Migration(
            1,
            """
            CREATE TABLE notifications (
                id {id},
                event {text} NOT NULL,
                type {text} NOT NULL,
                host {text} NOT NULL,
                target {text} NOT NULL,
                state {int} NOT NULL,
                attempts {int} NOT NULL,
                due {int} NOT NULL,
                expires {int} NOT NULL,
                batch {text},
                finished {int},
                error {text},
                thread {int} NOT NULL);
            CREATE INDEX notifications_due ON notifications (due) WHERE state = 0;
            CREATE INDEX notifications_thread ON notifications (thread, id) WHERE state = 0;
            CREATE INDEX notifications_batch ON notifications (batch) WHERE batch IS NOT NULL;
            CREATE INDEX notifications_finished ON notifications (finished) WHERE finished IS NOT NULL;
            """),
        new Migration(2, "CREATE TABLE notifications_paces (target {text} PRIMARY KEY, started {int} NOT NULL, sent {int} NOT NULL);"),
        new Migration(
            3,
            """
            ALTER TABLE notifications ADD COLUMN digest {text};
            CREATE INDEX notifications_digest ON notifications (target, id) WHERE state = 0 AND digest IS NOT NULL;
            """),
    ];

    /// <summary>
    /// What a row must be to be tried now: due; another host's only after a grace time, unless that host had begun and its lease ran out; and no older one
    /// of its thread has to wait, so that "it is back" never overtakes an "it is late" that has to be tried again.
    /// </summary>
    private const string Ready = """
        state = 0 AND due <= @now AND (host = @me OR batch IS NOT NULL OR due <= @late)
        AND NOT EXISTS (SELECT 1 FROM notifications AS older WHERE older.state = 0 AND older.thread = notifications.thread AND older.id < notifications.id
            AND (older.due > @now OR NOT (older.host = @me OR older.batch IS NOT NULL OR older.due <= @late)))
        """;

    private const string Columns = "id, event, target, state, attempts, due, expires, finished, error";

    /// <param name="state">Waiting, or sent already.</param>
    public static void Add(Transaction transaction, Event entry, string target, Instant due, Instant expires, NotificationState state = NotificationState.Pending) => transaction.Execute(
        "INSERT INTO notifications (event, type, host, target, state, attempts, due, expires, finished, thread) "
        + "VALUES (@event, @type, @host, @target, @state, @attempts, @due, @expires, @finished, @thread)",
        ("state", (int)state), ("attempts", state == NotificationState.Sent ? 1 : 0), ("finished", state == NotificationState.Sent ? due : null), ("event", entry.Id), ("type", entry.Type), ("host", entry.Host), ("target", target), ("due", due), ("expires", expires), ("thread", ThreadOf(entry, target)));

    /// <summary>What one room tells one target about one subject, whichever host does: as a number, which keeps the index small.</summary>
    private static long ThreadOf(Event entry, string target) => Fingerprint.Number(ThreadName(entry, target));

    public static string ThreadName(Event entry, string target) => $"{target}\n{entry.Type.Split('.')[0]}\n{entry.Subject}";

    public static List<Waiting> WaitingNow(Session session, string me, Instant now, Instant late) => session.Query(
        $"SELECT target, COUNT(*), COUNT(CASE WHEN host = @me THEN 1 END) FROM notifications WHERE {Ready} GROUP BY target",
        row => new Waiting(row.Text(0), row.Int32(1), row.Int32(2)),
        ("now", now), ("me", me), ("late", late));

    public static Instant? NextDue(Session session) =>
        session.First("SELECT MIN(due) FROM notifications WHERE state = 0", row => row.IsNull(0) ? default(Instant?) : row.Instant(0));

    /// <summary>Since when this host's oldest notification that could be tried has waited for its turn.</summary>
    public static Instant? OldestReady(Session session, string me, Instant now) => session.First(
        $"SELECT MIN(due) FROM notifications WHERE {Ready} AND host = @me",
        row => row.IsNull(0) ? default(Instant?) : row.Instant(0),
        ("now", now), ("me", me), ("late", now));

    /// <summary>Takes what waits for a target, the oldest first; how many that were.</summary>
    public static int Take(Transaction transaction, string target, string me, Instant now, Instant late, Instant lease, string batch, int limit, string? digest = null) => transaction.Execute(
        "UPDATE notifications SET batch = @batch, due = @lease, attempts = attempts + 1 "
        + $"WHERE id IN (SELECT id FROM notifications WHERE target = @target AND {Ready}{(digest is null ? "" : " AND digest = @digest")} ORDER BY id LIMIT @limit)",
        [
            ("batch", batch), ("lease", lease), ("target", target), ("now", now), ("me", me), ("late", late), ("limit", limit),
            .. digest is null ? Array.Empty<(string, object?)>() : [("digest", digest)],
        ]);

    /// <summary>The oldest digest that has to be sent again, by its key; null where there is none.</summary>
    public static string? DigestToRepeat(Session session, string target, string me, Instant now, Instant late) => session.First(
        $"SELECT digest FROM notifications WHERE target = @target AND digest IS NOT NULL AND {Ready} ORDER BY id LIMIT 1",
        row => row.Text(0),
        ("target", target), ("now", now), ("me", me), ("late", late));

    /// <summary>What was taken goes out as one, now and whenever it is sent again. Its key is the same for the same rows, should even this be forgotten.</summary>
    /// <returns>The key.</returns>
    public static string MakeDigest(Transaction transaction, string target, string batch, int count)
    {
        var (first, last) = Ends(transaction, batch);
        var key = Fingerprint.Of($"{target}/{first}-{last}/{count}");
        transaction.Execute("UPDATE notifications SET digest = @digest WHERE batch = @batch AND state = 0", ("digest", key), ("batch", batch));
        return key;
    }

    /// <summary>Takes this host's own and leaves the others' alone.</summary>
    public static int TakeOwn(Transaction transaction, string target, string me, Instant now, Instant lease, string batch) => transaction.Execute(
        "UPDATE notifications SET batch = @batch, due = @lease, attempts = attempts + 1 WHERE state = 0 AND target = @target AND due <= @now AND host = @me",
        ("batch", batch), ("lease", lease), ("target", target), ("now", now), ("me", me));

    public static List<Notification> Taken(Session session, string batch, int limit) => session.Query(
        $"SELECT {Columns} FROM notifications WHERE batch = @batch AND state = 0 ORDER BY id LIMIT @limit", Map, ("batch", batch), ("limit", limit));

    /// <summary>How many of what was taken are about events of each type, most of the first.</summary>
    public static List<(string Type, int Count)> Kinds(Session session, string batch) => session.Query(
        "SELECT type, COUNT(*) FROM notifications WHERE batch = @batch AND state = 0 GROUP BY type ORDER BY COUNT(*) DESC, type",
        row => (row.Text(0), row.Int32(1)),
        ("batch", batch));

    /// <summary>The ids of the first and the last row that was taken.</summary>
    private static (long First, long Last) Ends(Session session, string batch) => session.First(
        "SELECT COALESCE(MIN(id), 0), COALESCE(MAX(id), 0) FROM notifications WHERE batch = @batch AND state = 0", row => (row.Int64(0), row.Int64(1)), ("batch", batch));

    public static void Renew(Transaction transaction, string batch, Instant lease) => transaction.Execute(
        "UPDATE notifications SET due = @lease WHERE batch = @batch AND state = 0", ("batch", batch), ("lease", lease));

    /// <summary>Gives one taken row back as if it had not been taken.</summary>
    public static void GiveBack(Transaction transaction, string target, string batch, long id, Instant now)
    {
        transaction.Execute(
            "UPDATE notifications SET due = @now, attempts = attempts - 1, batch = NULL WHERE batch = @batch AND state = 0 AND id = @id",
            ("batch", batch), ("id", id), ("now", now));
        transaction.Execute("UPDATE notifications_paces SET sent = sent - 1 WHERE target = @target AND sent > 0", ("target", target));
    }

    public static Pace PaceOf(Session session, string target) => session.First(
        "SELECT started, sent FROM notifications_paces WHERE target = @target", row => new Pace(row.Instant(0), row.Int32(1)), ("target", target));

    public static void Keep(Transaction transaction, string target, Pace pace) => transaction.Execute(
        "INSERT INTO notifications_paces (target, started, sent) VALUES (@target, @started, @sent) "
        + "ON CONFLICT (target) DO UPDATE SET started = excluded.started, sent = excluded.sent",
        ("target", target), ("started", pace.Start), ("sent", pace.Sent));

    /// <summary>Leaves what waits for later, untouched otherwise.</summary>
    public static void Postpone(Transaction transaction, string target, string me, Instant now, Instant late, Instant until) => transaction.Execute(
        $"UPDATE notifications SET due = @until, batch = NULL WHERE target = @target AND {Ready}",
        ("until", until), ("target", target), ("now", now), ("me", me), ("late", late));

    /// <param name="only">One row of the batch, or null for all of it.</param>
    public static int Finish(Transaction transaction, string batch, long? only, NotificationState state, Instant now, string? error) => transaction.Execute(
        "UPDATE notifications SET state = @state, finished = @now, error = @error, batch = NULL WHERE batch = @batch AND state = 0 AND (@only = 0 OR id = @only)",
        ("batch", batch), ("only", only ?? 0), ("state", (int)state), ("now", now), ("error", error));

    /// <summary>After an attempt in vain: those whose time is over are given up, the others wait. How many were given up.</summary>
    public static int Retry(Transaction transaction, string batch, long? only, Instant now, Instant next, string error)
    {
        var expired = transaction.Execute(
            "UPDATE notifications SET state = 3, finished = @now, error = @error, batch = NULL "
            + "WHERE batch = @batch AND state = 0 AND expires <= @now AND (@only = 0 OR id = @only)",
            ("batch", batch), ("only", only ?? 0), ("now", now), ("error", error));
        transaction.Execute(
            "UPDATE notifications SET due = CASE WHEN expires < @next THEN expires ELSE @next END, error = @error, batch = NULL "
            + "WHERE batch = @batch AND state = 0 AND (@only = 0 OR id = @only)",
            ("batch", batch), ("only", only ?? 0), ("next", next), ("error", error));
        return expired;
    }

    /// <summary>Makes everything of this host due now: after a start, when nothing is known of how long the host was away or how its clock stands.</summary>
    public static int MakeDue(Transaction transaction, string me, Instant now) => transaction.Execute(
        "UPDATE notifications SET due = @now, batch = NULL, expires = CASE WHEN expires < @now THEN @now ELSE expires END WHERE state = 0 AND host = @me",
        ("me", me), ("now", now));

    /// <summary>The wall clock was set: what was due in a minute still is.</summary>
    public static void Shift(Transaction transaction, string me, TimeSpan delta) => transaction.Execute(
        "UPDATE notifications SET due = due + @delta, expires = expires + @delta WHERE state = 0 AND host = @me", ("me", me), ("delta", delta));

    /// <summary>Tries again what was given up or refused (one row, or all), and at once what waits. How many.</summary>
    public static int TryAgain(Transaction transaction, long? only, Instant now, Instant expires) => transaction.Execute(
        "UPDATE notifications SET state = 0, attempts = 0, due = @now, expires = @expires, finished = NULL, batch = NULL, "
        + "digest = CASE WHEN state = 0 AND @only = 0 THEN digest END "
        + "WHERE (state IN (2, 3) OR (state = 0 AND batch IS NULL)) AND (@only = 0 OR id = @only)",
        ("only", only ?? 0), ("now", now), ("expires", expires));

    public static List<Notification> List(Session session, NotificationState? state, int limit) => session.Query(
        $"SELECT {Columns} FROM notifications WHERE @state < 0 OR state = @state ORDER BY id DESC LIMIT @limit",
        Map,
        ("state", (int?)state ?? -1), ("limit", limit));

    public static Dictionary<NotificationState, int> Counts(Session session) => session.Query(
        "SELECT state, COUNT(*) FROM notifications WHERE state IN (0, 2, 3) GROUP BY state", row => (State: (NotificationState)row.Int32(0), Count: row.Int32(1)))
        .ToDictionary(pair => pair.State, pair => pair.Count);

    public static string HostName(Session session, string id) => session.First("SELECT name FROM hosts WHERE id = @id", row => row.Text(0), ("id", id)) ?? id;

    private static Notification Map(Row row) => new(
        row.Int64(0),
        row.Guid(1),
        row.Text(2),
        (NotificationState)row.Int32(3),
        row.Int32(4),
        row.Instant(5),
        row.Instant(6),
        row.IsNull(7) ? null : row.Instant(7),
        row.TextOrNull(8));
}
