using System.Text.Json;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Watches.Active;
using Watchkeeper.Watches.Conditions;
using Watchkeeper.Watches.Running;

namespace Watchkeeper.Watches;

/// <summary>Which of a key's states a row holds.</summary>
internal enum StatePart
{
    Main,
    Unknown,
    Policy,
}

/// <summary>What is kept of a watch besides its keys.</summary>
/// <param name="AxisLast">Where its event time stands, and by how much stamps are shifted.</param>
/// <param name="SilencedUntil">On the boot axis; 0: not silenced.</param>
internal sealed record KeptWatch(string Name, string Fingerprint, long Matches, Moment? LastMatch, long AxisLast, long AxisShift, long SilencedUntil);

/// <summary>All SQL of the watches. Everything belongs to one host.</summary>
internal static class WatchStore
{
    public static IReadOnlyList<Migration> Migrations { get; } =
    [
        new(1, """
            CREATE TABLE watches_axis (host {text} NOT NULL PRIMARY KEY, boot_id {text} NOT NULL, base {int} NOT NULL, last {int} NOT NULL);
            CREATE TABLE watches_positions (host {text} NOT NULL, source {text} NOT NULL, position {text} NOT NULL, matched {int} NOT NULL, PRIMARY KEY (host, source));
            CREATE TABLE watches_kept (host {text} NOT NULL, name {text} NOT NULL, fingerprint {text} NOT NULL, matches {int} NOT NULL,
                last_wall {int}, last_boot {int}, last_trusted {int}, axis_last {int} NOT NULL, axis_shift {int} NOT NULL, silenced_until {int} NOT NULL, PRIMARY KEY (host, name));
            CREATE TABLE watches_states (host {text} NOT NULL, watch {text} NOT NULL, part {int} NOT NULL, key {text} NOT NULL, state {bytes} NOT NULL, PRIMARY KEY (host, watch, part, key));
            CREATE TABLE watches_active (host {text} NOT NULL, name {text} NOT NULL, key {text} NOT NULL, priority {int} NOT NULL, severity {int} NOT NULL, message {text} NOT NULL,
                watch {text} NOT NULL, announced {int} NOT NULL, wall {int} NOT NULL, boot_time {int} NOT NULL, boot_id {text} NOT NULL, clock_trusted {int} NOT NULL, PRIMARY KEY (host, name, key));
            CREATE TABLE watches_runs (id {text} NOT NULL PRIMARY KEY, host {text} NOT NULL, watch {text} NOT NULL, key {text} NOT NULL, kind {int} NOT NULL, is_unknown {int} NOT NULL,
                severity {int} NOT NULL, message {text} NOT NULL, why {text} NOT NULL, line {text} NOT NULL, captures {text} NOT NULL,
                wall {int} NOT NULL, boot_time {int} NOT NULL, boot_id {text} NOT NULL, clock_trusted {int} NOT NULL,
                status {int} NOT NULL, duration {int}, attempts {int} NOT NULL, exit_status {int}, output {text} NOT NULL, error {text} NOT NULL);
            CREATE INDEX watches_runs_by_watch ON watches_runs (host, watch, wall);
            CREATE INDEX watches_runs_by_time ON watches_runs (wall);
            """),
        new(2, """
            ALTER TABLE watches_runs ADD COLUMN started {int};
            ALTER TABLE watches_runs ADD COLUMN next_try {int};
            ALTER TABLE watches_runs ADD COLUMN process {text} NOT NULL DEFAULT '';
            """),
    ];

    public static IReadOnlyList<GroundedColumns> Grounded { get; } =
        [new("watches_active", "wall", "boot_time"), new("watches_runs", "wall", "boot_time")];

    private const string RunColumns =
        "id, watch, key, kind, is_unknown, severity, message, why, line, captures, wall, boot_time, boot_id, clock_trusted, status, duration, attempts, exit_status, output, error, started, next_try, process";

    public static SavedAxis? ReadAxis(Session session, string host) => session.Query(
        "SELECT boot_id, base, last FROM watches_axis WHERE host = @host",
        static row => (SavedAxis?)new SavedAxis(row.Guid(0), row.Int64(1), row.Int64(2)), ("host", host)).FirstOrDefault();

    public static void SaveAxis(Transaction transaction, string host, SavedAxis axis) => transaction.Execute(
        "INSERT INTO watches_axis (host, boot_id, base, last) VALUES (@host, @boot, @base, @last) "
        + "ON CONFLICT (host) DO UPDATE SET boot_id = excluded.boot_id, base = excluded.base, last = excluded.last",
        ("host", host), ("boot", axis.BootId), ("base", axis.Base), ("last", axis.Last));

    public static (string Position, long Matched)? ReadPosition(Session session, string host, string source) => session.Query(
        "SELECT position, matched FROM watches_positions WHERE host = @host AND source = @source",
        static row => ((string, long)?)(row.Text(0), row.Int64(1)), ("host", host), ("source", source)).FirstOrDefault();

    public static void SavePosition(Transaction transaction, string host, string source, string position, long matched) => transaction.Execute(
        "INSERT INTO watches_positions (host, source, position, matched) VALUES (@host, @source, @position, @matched) "
        + "ON CONFLICT (host, source) DO UPDATE SET position = excluded.position, matched = excluded.matched",
        ("host", host), ("source", source), ("position", position), ("matched", matched));

    public static IReadOnlyList<KeptWatch> ReadWatches(Session session, string host) => session.Query(
        "SELECT name, fingerprint, matches, last_wall, last_boot, last_trusted, axis_last, axis_shift, silenced_until FROM watches_kept WHERE host = @host",
        static row => new KeptWatch(
            row.Text(0), row.Text(1), row.Int64(2), row.IsNull(3) ? null : new Moment(row.Instant(3), row.TimeSpan(4), row.Bool(5)), row.Int64(6), row.Int64(7), row.Int64(8)),
        ("host", host));

    public static void SaveWatch(Transaction transaction, string host, KeptWatch watch) => transaction.Execute(
        "INSERT INTO watches_kept (host, name, fingerprint, matches, last_wall, last_boot, last_trusted, axis_last, axis_shift, silenced_until) "
        + "VALUES (@host, @name, @fingerprint, @matches, @wall, @boot, @trusted, @axis, @shift, @silenced) "
        + "ON CONFLICT (host, name) DO UPDATE SET fingerprint = excluded.fingerprint, matches = excluded.matches, last_wall = excluded.last_wall, "
        + "last_boot = excluded.last_boot, last_trusted = excluded.last_trusted, axis_last = excluded.axis_last, axis_shift = excluded.axis_shift, silenced_until = excluded.silenced_until",
        ("host", host), ("name", watch.Name), ("fingerprint", watch.Fingerprint), ("matches", watch.Matches), ("wall", watch.LastMatch?.Wall),
        ("boot", watch.LastMatch?.SinceBoot), ("trusted", watch.LastMatch?.Trusted), ("axis", watch.AxisLast), ("shift", watch.AxisShift), ("silenced", watch.SilencedUntil));

    public static IReadOnlyList<(string Key, byte[] State)> ReadStates(Session session, string host, string watch, StatePart part) => session.Query(
        "SELECT key, state FROM watches_states WHERE host = @host AND watch = @watch AND part = @part",
        static row => (row.Text(0), row.Bytes(1)), ("host", host), ("watch", watch), ("part", (int)part));

    /// <param name="state">Null: nothing is remembered of the key any more.</param>
    public static void SaveState(Transaction transaction, string host, string watch, StatePart part, string key, byte[]? state)
    {
        if (state is null)
        {
            transaction.Execute(
                "DELETE FROM watches_states WHERE host = @host AND watch = @watch AND part = @part AND key = @key",
                ("host", host), ("watch", watch), ("part", (int)part), ("key", key));
            return;
        }

        transaction.Execute(
            "INSERT INTO watches_states (host, watch, part, key, state) VALUES (@host, @watch, @part, @key, @state) "
            + "ON CONFLICT (host, watch, part, key) DO UPDATE SET state = excluded.state",
            ("host", host), ("watch", watch), ("part", (int)part), ("key", key), ("state", state));
    }

    public static void ForgetStates(Transaction transaction, string host, string watch) => transaction.Execute(
        "DELETE FROM watches_states WHERE host = @host AND watch = @watch", ("host", host), ("watch", watch));

    public static IReadOnlyList<(ActiveCondition Condition, bool Announced)> ReadActive(Session session, string host) => session.Query(
        "SELECT name, key, priority, severity, message, watch, announced, wall, boot_time, boot_id, clock_trusted FROM watches_active WHERE host = @host",
        static row => (
            new ActiveCondition(
                row.Text(0), row.Text(1), row.Int32(2), (Severity)row.Int32(3), row.Text(4), new Moment(row.Instant(7), row.TimeSpan(8), row.Bool(10)), row.Guid(9), row.Text(5)),
            row.Bool(6)),
        ("host", host));

    public static void SaveActive(Transaction transaction, string host, ActiveCondition one, bool announced) => transaction.Execute(
        "INSERT INTO watches_active (host, name, key, priority, severity, message, watch, announced, wall, boot_time, boot_id, clock_trusted) "
        + "VALUES (@host, @name, @key, @priority, @severity, @message, @watch, @announced, @wall, @boot, @boot_id, @trusted) "
        + "ON CONFLICT (host, name, key) DO UPDATE SET priority = excluded.priority, severity = excluded.severity, message = excluded.message, announced = excluded.announced",
        ("host", host), ("name", one.Name), ("key", one.Key), ("priority", one.Priority), ("severity", (int)one.Severity), ("message", one.Message), ("watch", one.Watch),
        ("announced", announced), ("wall", one.Since.Wall), ("boot", one.Since.SinceBoot), ("boot_id", one.BootId), ("trusted", one.Since.Trusted));

    public static void ForgetActive(Transaction transaction, string host, string name, string key) => transaction.Execute(
        "DELETE FROM watches_active WHERE host = @host AND name = @name AND key = @key", ("host", host), ("name", name), ("key", key));

    /// <summary>False when this run is known already: the same line was read again.</summary>
    public static bool AddRun(Transaction transaction, string host, Run run) => transaction.Execute(
        $"INSERT INTO watches_runs (host, {RunColumns}) VALUES (@host, @id, @watch, @key, @kind, @unknown, @severity, @message, @why, @line, @captures, "
        + "@wall, @boot, @boot_id, @trusted, @status, @duration, @attempts, @exit, @output, @error, @started, @next, @process) ON CONFLICT (id) DO NOTHING",
        ("host", host), ("id", run.Id), ("watch", run.Watch), ("key", run.Key), ("kind", (int)run.Kind), ("unknown", run.IsUnknown), ("severity", (int)run.Severity),
        ("message", run.Message), ("why", run.Why), ("line", run.Text), ("captures", JsonSerializer.Serialize(run.Captures, StoredJson.Default.IReadOnlyDictionaryStringString)),
        ("wall", run.Triggered.Wall), ("boot", run.Triggered.SinceBoot), ("boot_id", run.BootId), ("trusted", run.Triggered.Trusted), ("status", (int)run.Status),
        ("duration", run.Duration), ("attempts", run.Attempts), ("exit", run.Exit), ("output", run.Output), ("error", run.Error),
        ("started", run.Started), ("next", run.NextTry), ("process", run.Process)) > 0;

    public static void UpdateRun(Transaction transaction, Run run) => transaction.Execute(
        "UPDATE watches_runs SET status = @status, duration = @duration, attempts = @attempts, exit_status = @exit, output = @output, error = @error, "
        + "started = @started, next_try = @next, process = @process WHERE id = @id",
        ("status", (int)run.Status), ("duration", run.Duration), ("attempts", run.Attempts), ("exit", run.Exit), ("output", run.Output), ("error", run.Error),
        ("started", run.Started), ("next", run.NextTry), ("process", run.Process), ("id", run.Id));

    /// <summary>Runs that the last life of the daemon left unfinished, those that had begun first.</summary>
    public static IReadOnlyList<Run> ReadUnfinished(Session session, string host) => session.Query(
        $"SELECT {RunColumns} FROM watches_runs WHERE host = @host AND status IN (0, 1, 6, 7) ORDER BY CASE WHEN status = 0 THEN 1 ELSE 0 END, wall", ReadRun, ("host", host));

    /// <summary>The newest runs, newest first.</summary>
    public static IReadOnlyList<Run> ReadRuns(Session session, string host, string? watch, int limit) => session.Query(
        $"SELECT {RunColumns} FROM watches_runs WHERE host = @host AND (@watch = '' OR watch = @watch) ORDER BY wall DESC LIMIT @limit",
        ReadRun, ("host", host), ("watch", watch ?? ""), ("limit", limit));

    public static Run? ReadLastRun(Session session, string host, string watch) => ReadRuns(session, host, watch, 1) is [var last] ? last : null;

    public static void ForgetRuns(Transaction transaction, string host, Instant before) =>
        transaction.Execute("DELETE FROM watches_runs WHERE host = @host AND wall < @before", ("host", host), ("before", before));

    private static Run ReadRun(Row row) => new(row.Guid(0), row.Text(1), row.Text(2))
    {
        Kind = (EdgeKind)row.Int32(3),
        IsUnknown = row.Bool(4),
        Severity = (Severity)row.Int32(5),
        Message = row.Text(6),
        Why = row.Text(7),
        Text = row.Text(8),
        Captures = JsonSerializer.Deserialize(row.Text(9), StoredJson.Default.IReadOnlyDictionaryStringString) ?? new Dictionary<string, string>(),
        Triggered = new Moment(row.Instant(10), row.TimeSpan(11), row.Bool(13)),
        BootId = row.Guid(12),
        Status = (RunStatus)row.Int32(14),
        Duration = row.IsNull(15) ? null : row.TimeSpan(15),
        Attempts = row.Int32(16),
        Exit = row.IsNull(17) ? null : row.Int32(17),
        Output = row.Text(18),
        Error = row.Text(19),
        Started = row.IsNull(20) ? null : row.TimeSpan(20),
        NextTry = row.IsNull(21) ? null : row.TimeSpan(21),
        Process = row.Text(22),
    };
}
