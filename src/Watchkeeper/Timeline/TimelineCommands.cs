using System.CommandLine;
using System.Text.Json;
using Watchkeeper.Core.CommandLine;
using Watchkeeper.Core.Text;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Timeline;

/// <summary><c>watchkeeper timeline</c>: what happened around a moment, in order.</summary>
internal sealed class TimelineCommands
{
    private readonly Option<string?> _around = new("--around") { Description = "The moment in the middle: a time, or last-crash.", HelpName = "TIME" };

    private readonly Option<string?> _window = new("--window") { Description = "How far to look before and after that moment (15m).", HelpName = "DURATION" };

    private readonly Option<string?> _since = new("--since") { Description = "From this time on (a day ago).", HelpName = "TIME" };

    private readonly Option<string?> _until = new("--until") { Description = "Up to this time (now).", HelpName = "TIME" };

    private readonly Option<bool> _utc = new("--utc") { Description = "Times in UTC instead of the local time zone." };

    public static Command Make() => new TimelineCommands().MakeVerb();

    private Verb MakeVerb()
    {
        var verb = new Verb("timeline", "Show all that happened around a moment: events, boots, gaps, and the metrics that moved unusually.", RunAsync);
        foreach (var option in (Option[])[_around, _window, _since, _until, _utc])
        {
            verb.Options.Add(option);
        }

        return verb;
    }

    private async Task<int> RunAsync(Invocation invocation)
    {
        (string Key, string? Value)[] parameters =
        [
            ("around", invocation.Get(_around)), ("window", invocation.Get(_window)), ("from", invocation.Get(_since)), ("to", invocation.Get(_until)),
        ];
        var query = string.Join('&', parameters.Where(each => each.Value is not null).Select(each => $"{each.Key}={Uri.EscapeDataString(each.Value!)}"));
        var timeline = await invocation.Daemon.GetAsync($"/api/v1/timeline?{query}", TimelineJson.Default.TimelineView, invocation.Cancellation);
        if (invocation.Json)
        {
            invocation.PrintJson(timeline, TimelineJson.Default.TimelineView);
            return 0;
        }

        var zone = invocation.Get(_utc) ? TimeZoneInfo.Utc : TimeZoneInfo.Local;
        foreach (var (_, line) in Lines(timeline, invocation.Screen, zone).OrderBy(line => line.Time))
        {
            await invocation.Out.WriteLineAsync(line);
        }

        if (timeline.Truncated)
        {
            await invocation.Out.WriteLineAsync($"\nThese are the newest {timeline.Events.Count} events of the range; a shorter one (--since, --until) shows the others.");
        }

        await PrintUnusualAsync(invocation, timeline.Unusual, zone);
        return 0;
    }

    private static IEnumerable<(Instant Time, string Line)> Lines(TimelineView timeline, Screen screen, TimeZoneInfo zone)
    {
        foreach (var entry in timeline.Events)
        {
            var severity = screen.Paint(Severities.Name(entry.Severity).PadRight(9), entry.Severity);
            yield return (entry.Time, $"{screen.Faint(Times.Format(entry.Time, zone))}  {severity} {screen.Bold(Screen.Clean(entry.Type))} {Screen.Clean(entry.Message)}");
        }

        foreach (var span in timeline.Spans)
        {
            if (span.Start >= timeline.From)
            {
                yield return (span.Start, $"{screen.Faint(Times.Format(span.Start, zone))}  {"┌".PadRight(9)} {Screen.Clean(span.Label)}");
            }

            if (span.End is { } end && end <= timeline.To)
            {
                yield return (end, $"{screen.Faint(Times.Format(end, zone))}  {"└".PadRight(9)} {Screen.Clean(span.Label)}");
            }
        }
    }

    private static async Task PrintUnusualAsync(Invocation invocation, IReadOnlyList<UnusualMetric> unusual, TimeZoneInfo zone)
    {
        if (unusual.Count == 0)
        {
            return;
        }

        await invocation.Out.WriteLineAsync("\nMoved unusually:");
        invocation.PrintTable(new Table(
            [new Column("METRIC"), new Column("VALUE", RightAligned: true), new Column("USUALLY", RightAligned: true), new Column("AT")],
            [.. unusual.Select(IReadOnlyList<Cell> (metric) => [Name(metric), $"{metric.Value:G4}", $"{metric.Median:G4}", Times.Format(metric.Time, zone)])]));
    }

    private static string Name(UnusualMetric metric)
    {
        var labels = metric.Labels.Where(label => label.Key != "__name__").Select(label => $"{label.Key}={JsonEncodedText.Encode(label.Value)}");
        return $"{metric.Labels.GetValueOrDefault("__name__")}{{{string.Join(',', labels)}}}";
    }
}
