using System.CommandLine;
using System.Globalization;
using Watchkeeper.Core.CommandLine;
using Watchkeeper.Core.Text;
using Watchkeeper.Uptime.Boots;

namespace Watchkeeper.Uptime.Verbs;

/// <summary><c>watchkeeper uptime summary</c>: the history in figures.</summary>
internal static class SummaryVerb
{
    public static Verb Make(HistorySource source)
    {
        var verb = new Verb("summary", "Show totals, availability, and the longest and average up and down.", invocation => RunAsync(invocation, source));
        foreach (var option in (Option[])[source.Since, source.Until, source.Utc, source.Csv, source.Database])
        {
            verb.Options.Add(option);
        }

        return verb;
    }

    private static async Task<int> RunAsync(Invocation invocation, HistorySource source)
    {
        var (since, until) = source.Range(invocation);
        var path = HistorySource.Query("/api/v1/uptime", ("since", since?.ToString()), ("until", until?.ToString()));
        var summary = await source.AskAsync(invocation, path, UptimeJson.Default.HistorySummary, history => history.Summarize(since, until));
        if (invocation.Json)
        {
            invocation.PrintJson(summary, UptimeJson.Default.HistorySummary);
        }
        else if (invocation.Get(source.Csv))
        {
            Csv.Write(invocation.Out, Columns, [Values(summary)]);
        }
        else
        {
            Print(invocation.Out, summary, HistorySource.Zone(invocation, source.Utc));
        }

        return 0;
    }

    private static readonly string[] Columns =
    [
        "since", "until", "boots", "clean", "crashes", "unknown", "availability", "up", "down", "suspended", "not_watched", "unaccounted",
        "longest_up", "longest_up_from", "average_up", "longest_down", "longest_down_from", "average_down", "current", "current_since",
    ];

    private static object?[] Values(HistorySummary it) =>
    [
        it.Since, it.Until, it.Boots, it.Clean, it.Crashes, it.Unknown, it.Availability, it.Up, it.Down, it.Suspended, it.NotWatched, it.Unaccounted,
        it.LongestUp?.Length, it.LongestUp?.From, it.AverageUp, it.LongestDown?.Length, it.LongestDown?.From, it.AverageDown, it.Current, it.CurrentSince,
    ];

    private static void Print(TextWriter output, HistorySummary it, TimeZoneInfo zone)
    {
        if (it.Boots == 0)
        {
            output.WriteLine("No boot is on record for that time.");
            return;
        }

        void Line(string label, string? text)
        {
            if (text is not null)
            {
                output.WriteLine($"{label + ":",-20}{text}");
            }
        }

        string? Span(TimeSpan? length) => length is { } known ? UptimeText.Length(known) : null;
        string? From(Extreme? extreme) => extreme is null ? null : $"{UptimeText.Length(extreme.Length)}, from {Times.Format(extreme.From, zone)}";
        string? If(TimeSpan length) => length >= TimeSpan.FromSeconds(1) ? UptimeText.Length(length) : null;

        Line("Boots", it.Boots.ToString(CultureInfo.InvariantCulture));
        Line("Ends", $"{it.Clean} clean, {it.Crashes} crashed, {it.Unknown} unknown");
        Line("Recorded", $"{Times.Format(it.Since!.Value, zone)} to {Times.Format(it.Until!.Value, zone)}");
        Line("Availability", it.Availability is { } percent ? percent.ToString("0.000", CultureInfo.InvariantCulture) + " %" : null);
        Line("Up", UptimeText.Length(it.Up));
        Line("Longest up", From(it.LongestUp));
        Line("Average up", Span(it.AverageUp));
        Line("Down", UptimeText.Length(it.Down));
        Line("Longest down", From(it.LongestDown));
        Line("Average down", Span(it.AverageDown));
        Line("Suspended", If(it.Suspended));
        Line("Up, not watched", If(it.NotWatched));
        Line("Unaccounted for", If(it.Unaccounted));
        Line("Up now", it.Current is { } current ? $"{UptimeText.Length(current)}, since {Times.Format(it.CurrentSince!.Value, zone)}" : null);
    }
}
