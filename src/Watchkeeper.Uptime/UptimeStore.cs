using System.Text.Json;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Time;
using Watchkeeper.Uptime.Boots;
using Watchkeeper.Uptime.Crashes;
using Watchkeeper.Uptime.Endings;
using Watchkeeper.Uptime.Flights;

namespace Watchkeeper.Uptime;

/// <summary>All SQL of the room.</summary>
internal static class UptimeStore
{
    /// <summary>
    /// What a flight's update changes stands in one row without an index over it, so that an update writes one page. There are no foreign keys: a flight
    /// may be recorded before its boot, when the database was away.
    /// </summary>
    public static IReadOnlyList<Migration> Migrations { get; } =
    [
        new(1, """
            CREATE TABLE uptime_boots (
                host {text} NOT NULL,
                boot_id {text} NOT NULL,
                kernel {text} NOT NULL,
                booted {int} NOT NULL,
                since_boot {int} NOT NULL,
                clock_trusted {int} NOT NULL,
                ending {text},
                ended_at {int},
                uncertainty {int},
                cause {text},
                reason {text},
                evidence {text},
                PRIMARY KEY (host, boot_id));
            CREATE TABLE uptime_flights (
                id {id},
                host {text} NOT NULL,
                boot_id {text},
                imported_id {int},
                wall {int} NOT NULL,
                started_at {int} NOT NULL,
                last_at {int} NOT NULL,
                suspended {int} NOT NULL,
                blind {int} NOT NULL,
                clock_trusted {int} NOT NULL,
                landing {text});
            CREATE INDEX uptime_flights_boot ON uptime_flights (host, boot_id);
            CREATE INDEX uptime_flights_imported ON uptime_flights (host, imported_id);
            CREATE TABLE uptime_suspensions (
                id {id},
                host {text} NOT NULL,
                boot_id {text} NOT NULL,
                wall {int} NOT NULL,
                woke_at {int} NOT NULL,
                length {int} NOT NULL,
                clock_trusted {int} NOT NULL);
            CREATE TABLE uptime_crashes (
                id {id},
                host {text} NOT NULL,
                boot_id {text} NOT NULL,
                made {int} NOT NULL,
                made_at {int} NOT NULL,
                made_boot_id {text} NOT NULL,
                clock_trusted {int} NOT NULL,
                report {text} NOT NULL,
                UNIQUE (host, boot_id));
            """),
    ];

    public static IReadOnlyList<GroundedColumns> Grounded { get; } =
    [
        new("uptime_boots", "booted", "since_boot"),
        new("uptime_flights", "wall", "last_at"),
        new("uptime_suspensions", "wall", "woke_at"),
        new("uptime_crashes", "made", "made_at", BootId: "made_boot_id"),
    ];

    /// <summary>Records that a boot exists; true when it is new.</summary>
    public static bool AddBoot(Transaction transaction, string host, Guid bootId, string kernel, Moment now) => transaction.Execute(
        """
        INSERT INTO uptime_boots (host, boot_id, kernel, booted, since_boot, clock_trusted) VALUES (@host, @boot, @kernel, @booted, 0, @trusted)
        ON CONFLICT DO NOTHING
        """,
        ("host", host), ("boot", bootId), ("kernel", kernel), ("booted", now.Wall - now.SinceBoot), ("trusted", now.Trusted)) == 1;

    /// <summary>By how much the wall clock of a running boot differs from what is on record of it; null when nothing is.</summary>
    public static TimeSpan? ClockStep(Session session, string host, Guid bootId, Moment now) => session.First(
        "SELECT booted FROM uptime_boots WHERE host = @host AND boot_id = @boot",
        row => (TimeSpan?)(now.Wall - now.SinceBoot - row.Instant(0)),
        ("host", host), ("boot", bootId));

    /// <summary>The wall clock of a running boot was set: what it says now holds for all of the boot.</summary>
    public static void MoveBoot(Transaction transaction, string host, Guid bootId, Moment now) => transaction.Execute(
        "UPDATE uptime_boots SET booted = @booted, clock_trusted = @trusted WHERE host = @host AND boot_id = @boot",
        ("host", host), ("boot", bootId), ("booted", now.Wall - now.SinceBoot), ("trusted", now.Trusted));

    /// <summary>Writes down how a boot ended; false when another daemon has done so.</summary>
    /// <param name="evidence">The kernel's last words, worth keeping.</param>
    public static bool EndBoot(Transaction transaction, BootRecord boot, Outcome outcome, IReadOnlyList<KernelLine> evidence) => transaction.Execute(
        """
        UPDATE uptime_boots SET ending = @ending, ended_at = @ended_at, uncertainty = @uncertainty, cause = @cause, reason = @reason, evidence = @evidence
        WHERE host = @host AND boot_id = @boot AND ending IS NULL
        """,
        ("ending", outcome.End.ToString()), ("ended_at", outcome.EndedAt), ("uncertainty", outcome.Uncertainty),
        ("cause", outcome.Cause.ToString()), ("reason", outcome.Reason),
        ("evidence", JsonSerializer.Serialize(evidence, UptimeJson.Default.IReadOnlyListKernelLine)), ("host", boot.Host), ("boot", boot.BootId)) == 1;

    public static long AddFlight(Transaction transaction, string host, Flight flight, long? importedId = null) => transaction.First(
        """
        INSERT INTO uptime_flights (host, boot_id, imported_id, wall, started_at, last_at, suspended, blind, clock_trusted, landing)
        VALUES (@host, @boot, @imported, @wall, @started_at, @last_at, @suspended, @blind, @trusted, @landing) RETURNING id
        """,
        row => row.Int64(0),
        ("host", host), ("boot", flight.BootId), ("imported", importedId), ("wall", flight.Wall), ("started_at", flight.StartedAt),
        ("last_at", flight.LastAt), ("suspended", flight.Suspended), ("blind", flight.Blind), ("trusted", flight.Trusted),
        ("landing", flight.Landing?.ToString()));

    /// <summary>Records a flight anew, in the one page that its row stands in.</summary>
    public static void UpdateFlight(Transaction transaction, string host, Flight flight)
    {
        var updated = transaction.Execute(
            """
            UPDATE uptime_flights SET wall = @wall, last_at = @last_at, suspended = @suspended, blind = @blind, clock_trusted = @trusted, landing = @landing
            WHERE id = @id
            """,
            ("id", flight.Id), ("wall", flight.Wall), ("last_at", flight.LastAt), ("suspended", flight.Suspended), ("blind", flight.Blind),
            ("trusted", flight.Trusted), ("landing", flight.Landing?.ToString()));
        if (updated == 0)
        {
            // Retention, or a hand, took the row of a flight that is still in the air.
            RestoreFlight(transaction, host, flight);
        }
    }

    public static void AddSuspension(Transaction transaction, string host, Suspension suspension, Moment woke) => transaction.Execute(
        """
        INSERT INTO uptime_suspensions (host, boot_id, wall, woke_at, length, clock_trusted) VALUES (@host, @boot, @wall, @woke_at, @length, @trusted)
        """,
        ("host", host), ("boot", suspension.BootId), ("wall", woke.Wall), ("woke_at", suspension.WokeAt), ("length", suspension.Length),
        ("trusted", woke.Trusted));

    public static List<BootRecord> Boots(Session session, string host) => session.Query(
        "SELECT boot_id, host, kernel, booted, clock_trusted, ending, ended_at, uncertainty, cause, reason FROM uptime_boots WHERE host = @host",
        row => new BootRecord(
            row.Guid(0), row.Text(1), row.Text(2), row.Instant(3), row.Bool(4),
            row.TextOrNull(5) is { } ending
                ? new Outcome(Enum.Parse<BootEnd>(ending), row.TimeSpan(6), row.TimeSpan(7), Enum.Parse<Cause>(row.Text(8)), row.Text(9))
                : null),
        ("host", host));

    public static List<Flight> Flights(Session session, string host) => session.Query(
        """
        SELECT id, boot_id, wall, started_at, last_at, suspended, blind, clock_trusted, landing FROM uptime_flights WHERE host = @host ORDER BY id
        """,
        ReadFlight,
        ("host", host));

    /// <summary>The flights that this host's own daemons flew.</summary>
    public static List<Flight> OwnFlights(Session session, string host) => session.Query(
        """
        SELECT id, boot_id, wall, started_at, last_at, suspended, blind, clock_trusted, landing FROM uptime_flights
        WHERE host = @host AND boot_id IS NOT NULL ORDER BY id
        """,
        ReadFlight,
        ("host", host));

    public static List<Suspension> Suspensions(Session session, string host) => session.Query(
        "SELECT boot_id, woke_at, length FROM uptime_suspensions WHERE host = @host ORDER BY id",
        row => new Suspension(row.Guid(0), row.TimeSpan(1), row.TimeSpan(2)),
        ("host", host));

    /// <summary>The flights as the report wants them.</summary>
    public static FlightTable FlightTable(Session session, string host)
    {
        var table = new FlightTable();
        session.Scan(
            "SELECT id, last_at - started_at, wall FROM uptime_flights WHERE host = @host ORDER BY id",
            row =>
            {
                table.Add(row.Int64(0), row.Int64(1) / 1e6, row.Int64(2) / 1e6);
                return true;
            },
            ("host", host));
        return table;
    }

    /// <summary>All flights, those that were imported with their keys in the file that they came from.</summary>
    public static List<(long? Key, Flight Flight)> FlightsWithKeys(Session session, string host) => session.Query(
        """
        SELECT id, boot_id, wall, started_at, last_at, suspended, blind, clock_trusted, landing, imported_id FROM uptime_flights
        WHERE host = @host ORDER BY id
        """,
        row => (row.IsNull(9) ? default(long?) : row.Int64(9), ReadFlight(row)),
        ("host", host));

    public static List<Flight> ImportedFlights(Session session, string host) => session.Query(
        """
        SELECT id, boot_id, wall, started_at, last_at, suspended, blind, clock_trusted, landing FROM uptime_flights
        WHERE host = @host AND imported_id IS NOT NULL ORDER BY imported_id, id
        """,
        ReadFlight,
        ("host", host));

    /// <summary>The boots of a host that have kept their last words.</summary>
    public static Dictionary<Guid, IReadOnlyList<KernelLine>> BootEvidence(Session session, string host) => session.Query(
        "SELECT boot_id, evidence FROM uptime_boots WHERE host = @host AND evidence IS NOT NULL",
        row => (Boot: row.Guid(0), Lines: JsonSerializer.Deserialize(row.Text(1), UptimeJson.Default.IReadOnlyListKernelLine) ?? []),
        ("host", host)).ToDictionary(boot => boot.Boot, boot => boot.Lines);

    /// <summary>Keeps the report of a crash; null when there is one already.</summary>
    public static long? AddCrash(Transaction transaction, string host, Guid madeBoot, Moment made, CrashReport report) => transaction.First(
        """
        INSERT INTO uptime_crashes (host, boot_id, made, made_at, made_boot_id, clock_trusted, report)
        VALUES (@host, @boot, @made, @made_at, @made_boot, @trusted, @report) ON CONFLICT DO NOTHING RETURNING id
        """,
        row => (long?)row.Int64(0),
        ("host", host), ("boot", report.BootId), ("made", made.Wall), ("made_at", made.SinceBoot), ("made_boot", madeBoot), ("trusted", made.Trusted),
        ("report", JsonSerializer.Serialize(report, UptimeJson.Default.CrashReport)));

    /// <summary>The reports of a host, oldest first.</summary>
    public static List<CrashReport> Crashes(Session session, string host) => session.Query(
        "SELECT id, report FROM uptime_crashes WHERE host = @host ORDER BY id",
        row => JsonSerializer.Deserialize(row.Text(1), UptimeJson.Default.CrashReport)! with { Id = row.Int64(0) },
        ("host", host));

    public static HashSet<Guid> ReportedBoots(Session session, string host) =>
        [.. session.Query("SELECT boot_id FROM uptime_crashes WHERE host = @host", row => row.Guid(0), ("host", host))];

    /// <summary>The hosts that ever flew on this database.</summary>
    public static List<string> Hosts(Session session) =>
        session.Query("SELECT DISTINCT host FROM uptime_boots ORDER BY host", row => row.Text(0));

    /// <summary>The host that recorded a boot; null when none did.</summary>
    public static string? HostOfBoot(Session session, Guid bootId) =>
        session.First("SELECT host FROM uptime_boots WHERE boot_id = @boot ORDER BY host LIMIT 1", row => row.Text(0), ("boot", bootId));

    /// <summary>Forgets what ended before a time.</summary>
    public static void Forget(Transaction transaction, Instant before)
    {
        transaction.Execute("DELETE FROM uptime_flights WHERE wall < @before AND clock_trusted = 1", ("before", before));
        transaction.Execute("DELETE FROM uptime_suspensions WHERE wall < @before AND clock_trusted = 1", ("before", before));
        transaction.Execute("DELETE FROM uptime_crashes WHERE made < @before AND clock_trusted = 1", ("before", before));
        transaction.Execute(
            """
            DELETE FROM uptime_boots WHERE booted < @before AND clock_trusted = 1 AND ending IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM uptime_flights f WHERE f.host = uptime_boots.host AND f.boot_id = uptime_boots.boot_id)
            """,
            ("before", before));
    }

    private static void RestoreFlight(Transaction transaction, string host, Flight flight) => transaction.Execute(
        """
        INSERT INTO uptime_flights (id, host, boot_id, wall, started_at, last_at, suspended, blind, clock_trusted, landing)
        VALUES (@id, @host, @boot, @wall, @started_at, @last_at, @suspended, @blind, @trusted, @landing)
        """,
        ("id", flight.Id), ("host", host), ("boot", flight.BootId), ("wall", flight.Wall), ("started_at", flight.StartedAt), ("last_at", flight.LastAt),
        ("suspended", flight.Suspended), ("blind", flight.Blind), ("trusted", flight.Trusted), ("landing", flight.Landing?.ToString()));

    private static Flight ReadFlight(Row row) => new(
        row.Int64(0), row.IsNull(1) ? null : row.Guid(1), row.Instant(2), row.TimeSpan(3), row.TimeSpan(4), row.TimeSpan(5), row.TimeSpan(6), row.Bool(7),
        row.TextOrNull(8) is { } landing ? Enum.Parse<Landing>(landing) : null);
}
