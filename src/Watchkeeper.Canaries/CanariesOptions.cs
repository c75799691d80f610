using Watchkeeper.Core.Configuration;

namespace Watchkeeper.Canaries;

/// <summary>The section <c>canaries:</c>.</summary>
internal sealed record CanariesOptions
{
    /// <summary>What Coal Mine's clients must send as <c>auth_key</c>; null where they need none, on loopback.</summary>
    public string? CoalMineKey { get; init; }

    /// <summary>The grace of new canaries that report after a stretch of time.</summary>
    public TimeSpan Grace { get; init; }

    /// <summary>The grace of new canaries that follow the calendar.</summary>
    public TimeSpan CalendarGrace { get; init; } = TimeSpan.FromHours(1);

    public bool ForgiveDowntime { get; init; } = true;

    public bool CreateOnPing { get; init; }

    /// <summary>The schedule of a canary that its first ping creates.</summary>
    public string CreateOnPingSchedule { get; init; } = "1d";

    /// <summary>What stands before the slug in <c>/ping/{ping key}/{slug}</c>; null where no such URL is served.</summary>
    public string? PingKey { get; init; }

    public int IdLetters { get; init; } = 8;

    public int BodyLimit { get; init; } = 10_000;

    public IReadOnlyList<MaintenanceWindow> Maintenance { get; init; } = [];

    public bool Equals(CanariesOptions? other) => other is not null && Comparable == other.Comparable
        && Maintenance.Select(window => window.Text).SequenceEqual(other.Maintenance.Select(window => window.Text), StringComparer.Ordinal);

    public override int GetHashCode() => Comparable.GetHashCode();

    private (string?, TimeSpan, TimeSpan, bool, bool, string, string?, int, int) Comparable =>
        (CoalMineKey, Grace, CalendarGrace, ForgiveDowntime, CreateOnPing, CreateOnPingSchedule, PingKey, IdLetters, BodyLimit);

    public static CanariesOptions Read(Section section)
    {
        var longest = TimeSpan.FromDays(366);
        var schedule = section.Text(
            "create_on_ping_schedule", "1d", "The schedule of a canary that its first ping creates: seconds, a duration, cron, a calendar expression or directives.");
        if (Schedules.ScheduleReader.Read(schedule, out var error) is null)
        {
            section.Error("create_on_ping_schedule", error!.Sentence);
            schedule = "1d";
        }

        return new CanariesOptions
        {
            CoalMineKey = section.Nested(
                "coal_mine",
                coalMine => coalMine.Secret("auth_key", "What Coal Mine's clients must send. Without it they need no key from this host, and are refused from elsewhere."),
                "The programming interface of Coal Mine, at /coal-mine/v1/canary/."),
            Grace = section.Duration(
                "grace", TimeSpan.Zero, TimeSpan.Zero, longest, "How long after its deadline a new canary is late, unless it says otherwise."),
            CalendarGrace = section.Duration(
                "calendar_grace", TimeSpan.FromHours(1), TimeSpan.Zero, longest, "The same for canaries with a cron or calendar expression, which are expected when their job begins."),
            ForgiveDowntime = section.Flag(
                "forgive_downtime", true,
                "Move a deadline that passed while Watchkeeper was not running by the length of that time; false makes such a canary late at start, as in Coal Mine."),
            CreateOnPing = section.Flag("create_on_ping", false, "Let /ping/NAME?create=1 make a canary where none has that name."),
            CreateOnPingSchedule = schedule,
            PingKey = section.Secret("ping_key", "The ping key of a project of healthchecks: its /ping/PING_KEY/SLUG URLs work here too."),
            IdLetters = (int)section.Integer("id_letters", 8, 8, 64, "How many random letters the id of a new canary has; more are harder to guess."),
            BodyLimit = (int)section.Size("body_limit", 10_000, 0, 1 << 20, "How much of what a ping sends with it is kept: the last bytes."),
            Maintenance = ReadWindows(section),
        };
    }

    private static List<MaintenanceWindow> ReadWindows(Section section)
    {
        var windows = new List<MaintenanceWindow>();
        foreach (var text in section.Texts("maintenance", [], "When nothing is expected of any canary: a cron or calendar expression, \"for\", and a duration, as in \"Sun 02:00 Europe/Paris for 3h\"."))
        {
            if (MaintenanceWindow.Read(text, out var error) is { } window)
            {
                windows.Add(window);
            }
            else
            {
                section.Error("maintenance", error!);
            }
        }

        return windows;
    }
}
