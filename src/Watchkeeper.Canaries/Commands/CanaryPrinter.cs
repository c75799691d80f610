using System.Globalization;
using Watchkeeper.Core.CommandLine;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Text;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Canaries.Commands;

/// <summary>Canaries for people.</summary>
internal static class CanaryPrinter
{
    public static void PrintList(Invocation invocation, IReadOnlyList<CanaryView> canaries, bool verbose)
    {
        Column[] columns = [new("SLUG"), new("STATE"), new("DEADLINE"), new("LAST PING"), new("SCHEDULE"), .. verbose ? [new Column("ID"), new Column("NAME"), new Column("EMAILS")] : Array.Empty<Column>()];
        var now = invocation.Clock.Now;
        invocation.PrintTable(new Table(columns, [.. canaries.Select(canary => (IReadOnlyList<Cell>)
        [
            Screen.Clean(canary.Slug), State(canary), Distance(canary.Deadline, now), canary.LastPing is null ? "never" : Distance(canary.LastPing, now), Screen.Clean(Schedule(canary)),
            .. verbose ? [new Cell(canary.Id), new Cell(Screen.Clean(canary.Name)), new Cell(Screen.Clean(string.Join(", ", canary.Emails)))] : Array.Empty<Cell>(),
        ])]));
    }

    public static void Print(Invocation invocation, CanaryView canary, bool history)
    {
        if (invocation.Json)
        {
            invocation.PrintJson(history ? canary : canary with { History = null }, CanariesJson.Default.CanaryView);
            return;
        }

        var now = invocation.Clock.Now;
        List<(string, string)> lines =
        [
            ("name", canary.Name), ("slug", canary.Slug), ("id", canary.Id), ("state", State(canary).Text), ("schedule", Schedule(canary)),
            ("deadline", canary.Deadline is { } deadline ? $"{Time(deadline)} ({Distance(deadline, now)})" : "none"),
        ];
        void Add(string label, string? text)
        {
            if (text is { Length: > 0 })
            {
                lines.Add((label, text));
            }
        }

        Add("description", canary.Description);
        Add("emails", string.Join(", ", canary.Emails));
        Add("tags", string.Join(", ", canary.Tags));
        Add("grace", canary.Grace > TimeSpan.Zero ? Durations.Format(canary.Grace) : null);
        Add("max duration", canary.MaxDuration is { } longest ? Durations.Format(longest) : null);
        Add("alert after", canary.AlertAfter > 1 ? $"{canary.AlertAfter} misses ({canary.Misses} now)" : null);
        Add("repeat", canary.Repeat is { } repeat ? $"every {Durations.Format(repeat)} while late" : null);
        Add("maintenance", string.Join("; ", canary.Maintenance));
        Add("snoozed until", canary.SnoozedUntil is { } until && until > now ? Time(until) : null);
        Add("last run took", canary.RunDuration is { } duration ? Durations.Format(duration) : null);
        foreach (var (label, text) in lines)
        {
            invocation.Out.WriteLine($"{label + ":",-14} {Screen.Clean(text)}");
        }

        if (history && canary.History is { Count: > 0 } entries)
        {
            invocation.Out.WriteLine();
            foreach (var entry in entries)
            {
                var took = entry.Duration is { } length ? $", took {Durations.Format(length)}" : "";
                invocation.Out.WriteLine($"{Time(entry.Time)}  {Screen.Clean(entry.Text)}{took}");
            }

            if (canary.HistoryTotal is { } total && total > entries.Count)
            {
                invocation.Out.WriteLine($"\nThe newest {entries.Count} of {total} entries; --limit {total} shows all.");
            }
        }
    }

    private static Cell State(CanaryView canary) => canary.State switch
    {
        "late" => new Cell($"late: {Why(canary)}", Severity.Error),
        "paused" when canary.Late => new Cell($"paused, late: {Why(canary)}", Severity.Warning),
        var state when canary.Misses > 0 => new Cell($"{state}, missed {canary.Misses}", Severity.Warning),
        var state => state,
    };

    private static string Why(CanaryView canary) => canary.LateBecause switch
    {
        "failed" => "reported a failure",
        "overran" => "runs too long",
        _ => "has not reported",
    };

    /// <summary>Coal Mine's clients write each number of seconds as a fraction, <c>86400.0</c>. People are told in their units, where nothing is lost by it.</summary>
    private static string Schedule(CanaryView canary)
    {
        if (!double.TryParse(canary.Schedule, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) || seconds is < 1 or > 1e10)
        {
            return canary.Schedule;
        }

        var length = TimeSpan.FromSeconds(seconds);
        var least = length.TotalDays >= 1 ? TimeSpan.TicksPerHour : length.TotalHours >= 1 ? TimeSpan.TicksPerMinute : TimeSpan.TicksPerSecond;
        return length.Ticks % least == 0 ? Durations.Format(length) : $"{seconds.ToString(CultureInfo.InvariantCulture)} s";
    }

    private static string Distance(Instant? time, Instant now) =>
        time is not { } there ? "-" : there >= now ? $"in {Durations.Format(there - now)}" : $"{Durations.Format(now - there)} ago";

    /// <summary>To the second, in this host's time zone.</summary>
    public static string Time(Instant time) => Times.Format(time, TimeZoneInfo.Local);
}
