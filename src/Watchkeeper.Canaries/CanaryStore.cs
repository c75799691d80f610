using Watchkeeper.Core.Data;
using Watchkeeper.Core.Time;
using static Watchkeeper.Canaries.CanaryRows;

namespace Watchkeeper.Canaries;

/// <summary>
/// All SQL of the canaries. Entries of the histories are numbered without gaps in the order of their commits (write transactions of all daemons on a
/// database run one after the other), so what other daemons wrote are the entries after the last one that this daemon has seen.
/// </summary>
internal static class CanaryStore
{
    /// <summary>So many entries of a canary are kept.</summary>
    public const int KeptEntries = 1_000;

    /// <summary>So many of them with the body that was sent with them.</summary>
    public const int KeptBodies = 100;

    /// <summary>One entry in so many has its canary's older ones dropped.</summary>
    public const int PruneEvery = 64;

    /// <summary>
    /// Whether the entry of this number is one of those. The number is mixed first: where jobs report in turn, each canary's own entries lie evenly apart,
    /// and plain counting would always hit the same few canaries.
    /// </summary>
    public static bool IsTurnToPrune(long number) => (((ulong)number * 0x9E37_79B9_7F4A_7C15) >> 32) % PruneEvery == 0;

    public static IReadOnlyList<Migration> Migrations { get; } =
    [
        new(1, """
            CREATE TABLE canaries (
                key {int} PRIMARY KEY, id {text} NOT NULL UNIQUE, name {text} NOT NULL, slug {text} NOT NULL UNIQUE, schedule {text} NOT NULL,
                description {text} NOT NULL, emails {text} NOT NULL, tags {text} NOT NULL, maintenance {text} NOT NULL, grace {int} NOT NULL,
                max_duration {int}, alert_after {int} NOT NULL, repeat {int}, created {int} NOT NULL,
                paused {int} NOT NULL, late {int} NOT NULL, misses {int} NOT NULL, snoozed_until {int}, deadline {int}, deadline_boot_time {int},
                run_duration {int}, last_entry {int} NOT NULL,
                last_entry_boot_time {int} NOT NULL, last_ping {int}, last_kind {int}, last_notice {int}, last_notice_boot_time {int},
                pings {int} NOT NULL, host {text} NOT NULL, boot_id {text} NOT NULL, clock_trusted {int} NOT NULL
            );
            CREATE TABLE canaries_pings (
                id {int} PRIMARY KEY, canary {int} NOT NULL, kind {int} NOT NULL, wall {int} NOT NULL, boot_id {text} NOT NULL, boot_time {int} NOT NULL,
                clock_trusted {int} NOT NULL, comment {text} NOT NULL, exit_status {int}, run_id {text}, duration {int}, body {bytes}
            );
            CREATE INDEX canaries_pings_of_canary ON canaries_pings (canary, id);
            CREATE TABLE canaries_runs (
                canary {int} NOT NULL, run_id {text} NOT NULL, started {int} NOT NULL, started_boot_time {int} NOT NULL, overran {int} NOT NULL,
                host {text} NOT NULL, boot_id {text} NOT NULL, clock_trusted {int} NOT NULL, PRIMARY KEY (canary, run_id)
            );
            CREATE TABLE canaries_deleted (id {int} PRIMARY KEY, canary {int} NOT NULL, wall {int} NOT NULL);
            CREATE TABLE canaries_counter (id {int} PRIMARY KEY, last_ping {int} NOT NULL, last_canary {int} NOT NULL);
            INSERT INTO canaries_counter (id, last_ping, last_canary) VALUES (1, 0, 0);
            CREATE TABLE canaries_daemons (id {text} PRIMARY KEY, alive {int} NOT NULL, boot_id {text} NOT NULL, boot_time {int} NOT NULL);
            """),
        new(2, """
            ALTER TABLE canaries ADD COLUMN reason {int};
            ALTER TABLE canaries ADD COLUMN earlier_report {int};
            ALTER TABLE canaries ADD COLUMN postponed {int};
            ALTER TABLE canaries ADD COLUMN postponed_boot_time {int};
            ALTER TABLE canaries ADD COLUMN speak_at {int};
            ALTER TABLE canaries ADD COLUMN speak_at_boot_time {int};
            ALTER TABLE canaries_runs ADD COLUMN forgiven {int} NOT NULL DEFAULT 0;
            """),
    ];

    /// <summary>Where a time is null, its boot time is too, and the sum stays null.</summary>
    public static IReadOnlyList<GroundedColumns> Grounded { get; } =
    [
        new("canaries_pings", "wall", "boot_time"),
        new("canaries", "deadline", "deadline_boot_time"),
        new("canaries", "last_entry", "last_entry_boot_time"),
        new("canaries", "last_notice", "last_notice_boot_time"),
        new("canaries", "postponed", "postponed_boot_time"),
        new("canaries", "speak_at", "speak_at_boot_time"),
        new("canaries_runs", "started", "started_boot_time"),
    ];

    /// <summary>Histories are bounded by number (<see cref="KeptEntries"/>), not by age: a job that runs once a year keeps its own.</summary>
    public static IReadOnlyList<Retention> Retention { get; } =
    [
        new("canaries_deleted", "wall", _ => TimeSpan.FromDays(7)),
        new("canaries_daemons", "alive", _ => TimeSpan.FromDays(30)),
    ];

    /// <summary>The last numbers given to an entry and to a canary; write transactions run one after the other, so they are the newest.</summary>
    public static (long Entry, long Canary) Counters(Session session) => session.First(
        "SELECT last_ping, last_canary FROM canaries_counter WHERE id = 1", row => (row.Int64(0), row.Int64(1)));

    public static void Advance(Transaction transaction, long lastEntry, long lastCanary) => transaction.Execute(
        "UPDATE canaries_counter SET last_ping = @ping, last_canary = @canary WHERE id = 1", ("ping", lastEntry), ("canary", lastCanary));

    /// <summary>The canaries that have entries after this one: what other daemons changed.</summary>
    public static List<long> ChangedSince(Session session, long entry) =>
        session.Query(
            "SELECT canary FROM canaries_pings WHERE id > @seen UNION SELECT canary FROM canaries_deleted WHERE id > @seen", row => row.Int64(0), ("seen", entry));

    public static int Count(Session session) => session.First("SELECT COUNT(*) FROM canaries", row => row.Int32(0));

    public static Canary? Read(Session session, long key, Vantage vantage)
    {
        var runs = session.Query($"SELECT {RunColumns} FROM canaries_runs WHERE canary = @key ORDER BY started", row => MapRun(row, vantage).Run, ("key", key));
        return session.First($"SELECT {ReadColumns} FROM canaries WHERE key = @key", row => Map(row, runs, vantage), ("host", vantage.Host), ("boot_id", vantage.BootIdText), ("key", key));
    }

    public static void ReadAll(Session session, Vantage vantage, Action<Canary> next)
    {
        var runs = session.Query($"SELECT {RunColumns} FROM canaries_runs ORDER BY started", row => MapRun(row, vantage))
            .GroupBy(found => found.Canary, found => found.Run).ToDictionary(group => group.Key, group => group.ToList());
        session.Scan(
            $"SELECT {ReadColumns} FROM canaries ORDER BY key",
            row =>
            {
                next(Map(row, runs.Count == 0 ? null : runs.GetValueOrDefault(row.Int64(0)), vantage));
                return true;
            },
            ("host", vantage.Host), ("boot_id", vantage.BootIdText));
    }

    public static void Insert(Transaction transaction, Canary canary, Vantage vantage) => transaction.Execute(
        $"""
        INSERT INTO canaries ({Columns}) VALUES (@key, @id, @name, @slug, @schedule, @description, @emails, @tags, @maintenance, @grace, @max_duration,
            @alert_after, @repeat, @created, @paused, @late, @misses, @snoozed_until, @deadline, @deadline_boot_time,
            @run_duration, @last_entry, @last_entry_boot_time, @last_ping, @last_kind, @last_notice, @last_notice_boot_time, @pings,
            @reason, @earlier_report, @postponed, @postponed_boot_time, @speak_at, @speak_at_boot_time, @host, @boot_id, @clock_trusted)
        """,
        [("key", canary.Key), ("id", canary.Id), ("created", canary.Created), .. Settings(canary), .. CanaryColumns.State(null, canary, vantage).Values]);

    public static void UpdateSettings(Transaction transaction, Canary canary) => transaction.Execute(
        """
        UPDATE canaries SET name = @name, slug = @slug, schedule = @schedule, description = @description, emails = @emails, tags = @tags,
            maintenance = @maintenance, grace = @grace, max_duration = @max_duration, alert_after = @alert_after, repeat = @repeat
        WHERE key = @key
        """,
        [("key", canary.Key), .. Settings(canary)]);

    /// <summary>Writes what changed of a canary's state; all of it where the row speaks of another boot.</summary>
    public static void UpdateState(Transaction transaction, Canary before, Canary after, Vantage vantage)
    {
        var columns = CanaryColumns.State(before.IsOfThisBoot ? before : null, after, vantage);
        if (columns.Count > 0)
        {
            transaction.Execute(columns.UpdateStatement, [("key", after.Key), .. columns.Values]);
        }
    }

    /// <summary>Writes which runs are under way now.</summary>
    public static void UpdateRuns(Transaction transaction, Canary before, Canary after, Vantage vantage)
    {
        if (ReferenceEquals(before.Runs, after.Runs) && (after.Runs.Count == 0 || before.IsOfThisBoot))
        {
            return;
        }

        foreach (var gone in before.Runs.ExceptBy(after.Runs.Select(run => run.Id), run => run.Id))
        {
            transaction.Execute("DELETE FROM canaries_runs WHERE canary = @canary AND run_id = @run_id", ("canary", after.Key), ("run_id", gone.Id ?? ""));
        }

        foreach (var run in before.IsOfThisBoot ? after.Runs.Except(before.Runs) : after.Runs)
        {
            transaction.Execute(
                """
                INSERT INTO canaries_runs (canary, run_id, started, started_boot_time, overran, forgiven, host, boot_id, clock_trusted)
                VALUES (@canary, @run_id, @started, @started_boot_time, @overran, @forgiven, @host, @boot_id, @clock_trusted)
                ON CONFLICT (canary, run_id) DO UPDATE SET started = excluded.started, started_boot_time = excluded.started_boot_time,
                    overran = excluded.overran, forgiven = excluded.forgiven, host = excluded.host, boot_id = excluded.boot_id, clock_trusted = excluded.clock_trusted
                """,
                ("canary", after.Key), ("run_id", run.Id ?? ""), ("started", run.Started.Wall), ("started_boot_time", run.Started.SinceBoot),
                ("overran", run.Overran), ("forgiven", run.Forgiven), ("host", vantage.Host), ("boot_id", vantage.BootIdText), ("clock_trusted", vantage.Now.Trusted));
        }
    }

    /// <summary>Forgets a canary and its history; that it is gone takes a number of its own, which tells other daemons.</summary>
    public static void Delete(Transaction transaction, long key, long number, Instant now)
    {
        transaction.Execute(
            "INSERT INTO canaries_deleted (id, canary, wall) VALUES (@id, @canary, @wall)", ("id", number), ("canary", key), ("wall", now));
        transaction.Execute("DELETE FROM canaries_pings WHERE canary = @key", ("key", key));
        transaction.Execute("DELETE FROM canaries_runs WHERE canary = @key", ("key", key));
        transaction.Execute("DELETE FROM canaries WHERE key = @key", ("key", key));
    }

    public static void Append(Transaction transaction, long key, Entry entry, Vantage vantage)
    {
        if (entry is { ExitStatus: null, RunId: null, Duration: null, Body: null })
        {
            // Most pings are plain, and each parameter has its price.
            transaction.Execute(
                """
                INSERT INTO canaries_pings (id, canary, kind, wall, boot_id, boot_time, clock_trusted, comment)
                VALUES (@id, @canary, @kind, @wall, @boot_id, @boot_time, @clock_trusted, @comment)
                """,
                ("id", entry.Number), ("canary", key), ("kind", (int)entry.Kind), ("wall", entry.Time.Wall), ("boot_id", vantage.BootIdText),
                ("boot_time", entry.Time.SinceBoot), ("clock_trusted", entry.Time.Trusted), ("comment", entry.Comment));
            return;
        }

        transaction.Execute(
            """
            INSERT INTO canaries_pings (id, canary, kind, wall, boot_id, boot_time, clock_trusted, comment, exit_status, run_id, duration, body)
            VALUES (@id, @canary, @kind, @wall, @boot_id, @boot_time, @clock_trusted, @comment, @exit_status, @run_id, @duration, @body)
            """,
            ("id", entry.Number), ("canary", key), ("kind", (int)entry.Kind), ("wall", entry.Time.Wall), ("boot_id", vantage.BootIdText),
            ("boot_time", entry.Time.SinceBoot), ("clock_trusted", entry.Time.Trusted), ("comment", entry.Comment),
            ("exit_status", entry.ExitStatus is { } status ? (long)status : null), ("run_id", entry.RunId), ("duration", entry.Duration), ("body", entry.Body));
    }

    /// <summary>A canary's newest entries, the newest first.</summary>
    public static List<Entry> History(Session session, long key, int most) => session.Query(
        $"SELECT {EntryColumns} FROM canaries_pings WHERE canary = @key ORDER BY id DESC LIMIT @most", MapEntry, ("key", key), ("most", most));

    /// <summary>The same without what a mail does not show: the bodies, above all.</summary>
    public static List<Entry> HistoryForMail(Session session, long key, int most) => session.Query(
        $"SELECT {MailColumns} FROM canaries_pings WHERE canary = @key ORDER BY id DESC LIMIT @most", MapMailEntry, ("key", key), ("most", most));

    /// <summary>How many entries of a canary are kept.</summary>
    public static long CountEntries(Session session, long key) => session.First(
        "SELECT COUNT(*) FROM canaries_pings WHERE canary = @key", row => row.Int64(0), ("key", key));

    /// <summary>One entry of a canary, for its body.</summary>
    public static Entry? FindEntry(Session session, long key, long number) => session.First(
        $"SELECT {EntryColumns} FROM canaries_pings WHERE canary = @key AND id = @id", MapEntry, ("key", key), ("id", number));

    /// <summary>Drops the entries beyond the newest so many.</summary>
    public static void Prune(Transaction transaction, long key, int keep) => transaction.Execute(
        """
        DELETE FROM canaries_pings WHERE canary = @key
            AND id <= (SELECT id FROM canaries_pings WHERE canary = @key ORDER BY id DESC LIMIT 1 OFFSET @keep)
        """,
        ("key", key), ("keep", keep));

    /// <summary>Drops the bodies of all but the newest so many entries.</summary>
    public static void PruneBodies(Transaction transaction, long key, int keep) => transaction.Execute(
        """
        UPDATE canaries_pings SET body = NULL WHERE canary = @key AND body IS NOT NULL
            AND id <= (SELECT id FROM canaries_pings WHERE canary = @key ORDER BY id DESC LIMIT 1 OFFSET @keep)
        """,
        ("key", key), ("keep", keep));

    /// <summary>For how long no daemon on this database was there; null where none ever was.</summary>
    public static TimeSpan? Absence(Session session, Vantage vantage) => session.First(
        "SELECT id, alive, boot_id, boot_time FROM canaries_daemons ORDER BY alive DESC LIMIT 1",
        row => (TimeSpan?)(row.Text(0) == vantage.Host && row.Text(2) == vantage.BootIdText
            ? vantage.Now.SinceBoot - row.TimeSpan(3)
            : vantage.Now.Wall - row.Instant(1)));

    public static void BeAlive(Transaction transaction, Vantage vantage) => transaction.Execute(
        """
        INSERT INTO canaries_daemons (id, alive, boot_id, boot_time) VALUES (@id, @alive, @boot_id, @boot_time)
        ON CONFLICT (id) DO UPDATE SET alive = excluded.alive, boot_id = excluded.boot_id, boot_time = excluded.boot_time
        """,
        ("id", vantage.Host), ("alive", vantage.Now.Wall), ("boot_id", vantage.BootIdText), ("boot_time", vantage.Now.SinceBoot));
}
