using Watchkeeper.Canaries.Schedules;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Canaries;

/// <summary>How canaries, runs and entries lie in their rows.</summary>
internal static class CanaryRows
{
    public const string Columns = $"{Own}, host, boot_id, clock_trusted";

    /// <summary>What <see cref="Map"/> reads. Whether a row is of this boot of this host the database finds out: two texts less for each of very many canaries.</summary>
    public const string ReadColumns = $"{Own}, CAST(CASE WHEN host = @host AND boot_id = @boot_id THEN 1 ELSE 0 END AS BIGINT)";

    private const string Own = """
        key, id, name, slug, schedule, description, emails, tags, maintenance, grace, max_duration, alert_after, repeat, created,
        paused, late, misses, snoozed_until, deadline, deadline_boot_time, run_duration,
        last_entry, last_entry_boot_time, last_ping, last_kind, last_notice, last_notice_boot_time, pings,
        reason, earlier_report, postponed, postponed_boot_time, speak_at, speak_at_boot_time
        """;

    public const string RunColumns = "canary, run_id, started, started_boot_time, overran, host, boot_id, forgiven";

    public const string EntryColumns = "id, kind, wall, boot_time, clock_trusted, comment, exit_status, run_id, duration, body";

    /// <summary>The first of <see cref="EntryColumns"/>.</summary>
    public const string MailColumns = "id, kind, wall, boot_time, clock_trusted, comment, exit_status";

    /// <summary>What its owner decided, as parameters.</summary>
    public static (string Name, object? Value)[] Settings(Canary canary) =>
    [
        ("name", canary.Settings.Name), ("slug", canary.Settings.Slug), ("schedule", canary.Settings.Schedule.Text),
        ("description", canary.Settings.Description), ("emails", Lines(canary.Settings.Emails)), ("tags", Lines(canary.Settings.Tags)),
        ("maintenance", Lines(canary.Settings.Maintenance.Select(window => window.Text))), ("grace", canary.Settings.Grace),
        ("max_duration", canary.Settings.MaxDuration), ("alert_after", canary.Settings.AlertAfter), ("repeat", canary.Settings.Repeat),
    ];

    public static (long Canary, OpenRun Run) MapRun(Row row, Vantage vantage)
    {
        var started = row.Text(5) == vantage.Host && row.Text(6) == vantage.BootIdText
            ? new Due(row.Instant(2), row.TimeSpan(3))
            : Due.At(row.Instant(2), vantage.Now);
        return (row.Int64(0), new OpenRun(row.Text(1) is { Length: > 0 } id ? id : null, started, row.Bool(4), row.TimeSpan(7)));
    }

    /// <param name="row">With <see cref="ReadColumns"/>.</param>
    /// <param name="runs">Of this canary; null for none.</param>
    /// <param name="vantage">Boot times of another boot, or of another host, are reckoned from the wall time.</param>
    public static Canary Map(Row row, List<OpenRun>? runs, Vantage vantage)
    {
        var sameBoot = row.Bool(34);
        Due? ReadDue(int column) => row.IsNull(column) ? null
            : sameBoot ? new Due(row.Instant(column), row.TimeSpan(column + 1))
            : Due.At(row.Instant(column), vantage.Now);

        var slug = row.Text(3);
        var name = row.Text(2);
        return new Canary
        {
            Key = row.Int64(0),
            Id = row.Text(1),
            Settings = new CanarySettings
            {
                Name = name == slug ? slug : name,
                Slug = slug,
                Schedule = ScheduleReader.Read(row.Text(4), out _) ?? new UnreadableSchedule(row.Text(4)),
                Description = row.Text(5),
                Emails = FromLines(row.Text(6)),
                Tags = FromLines(row.Text(7)),
                Maintenance = row.Text(8) is { Length: > 0 } windows
                    ? [.. FromLines(windows).Select(text => MaintenanceWindow.Read(text, out _)).OfType<MaintenanceWindow>()]
                    : [],
                Grace = row.TimeSpan(9),
                MaxDuration = row.IsNull(10) ? null : row.TimeSpan(10),
                AlertAfter = row.Int32(11),
                Repeat = row.IsNull(12) ? null : row.TimeSpan(12),
            },
            Created = row.Instant(13),
            Paused = row.Bool(14),
            Late = row.Bool(15),
            Misses = row.Int32(16),
            SnoozedUntil = row.IsNull(17) ? null : row.Instant(17),
            Deadline = ReadDue(18),
            Runs = runs is { Count: > 0 } ? runs : [],
            RunDuration = row.IsNull(20) ? null : row.TimeSpan(20),
            LastEntry = ReadDue(21)!.Value,
            LastPing = row.IsNull(23) ? null : row.Instant(23),
            LastKind = row.IsNull(24) ? null : (EntryKind)row.Int32(24),
            LastNotice = ReadDue(25),
            Pings = row.Int64(27),
            Reason = row.IsNull(28) ? null : (Notice)row.Int32(28),
            EarlierReport = row.IsNull(29) ? null : row.Instant(29),
            Postponed = ReadDue(30),
            SpeakAt = ReadDue(32),
            IsOfThisBoot = sameBoot,
        };
    }

    public static Entry MapEntry(Row row) => MapMailEntry(row) with
    {
        RunId = row.TextOrNull(7),
        Duration = row.IsNull(8) ? null : row.TimeSpan(8),
        Body = row.IsNull(9) ? null : row.Bytes(9),
    };

    public static Entry MapMailEntry(Row row) => new((EntryKind)row.Int32(1), new Moment(row.Instant(2), row.TimeSpan(3), row.Bool(4)), row.Text(5))
    {
        Number = row.Int64(0),
        ExitStatus = row.IsNull(6) ? null : row.Int32(6),
    };

    private static string Lines(IEnumerable<string> texts) => string.Join('\n', texts);

    private static string[] FromLines(string lines) => lines.Length == 0 ? [] : lines.Split('\n');
}
