using System.CommandLine;
using Watchkeeper.Core.CommandLine;
using Watchkeeper.Core.Text;
using Watchkeeper.Uptime.Boots;

namespace Watchkeeper.Uptime.Verbs;

/// <summary><c>watchkeeper uptime at TIME</c>: was it up then?</summary>
internal static class AtVerb
{
    public static Verb Make(HistorySource source)
    {
        var time = new Argument<string>("TIME") { Description = $"When; {Times.Forms}." };
        var verb = new Verb("at", "Say whether the host was up at a time.", invocation => RunAsync(invocation, source, time));
        verb.Arguments.Add(time);
        foreach (var option in (Option[])[source.Utc, source.Csv, source.Database])
        {
            verb.Options.Add(option);
        }

        return verb;
    }

    private static async Task<int> RunAsync(Invocation invocation, HistorySource source, Argument<string> argument)
    {
        var time = source.Time(invocation, invocation.Get(argument)!);
        var path = HistorySource.Query("/api/v1/uptime/at", ("time", time.ToString()));
        var point = await source.AskAsync(invocation, path, UptimeJson.Default.PointInTime, history => history.At(time));
        if (invocation.Json)
        {
            invocation.PrintJson(point, UptimeJson.Default.PointInTime);
        }
        else if (invocation.Get(source.Csv))
        {
            Csv.Write(
                invocation.Out, ["time", "state", "boot", "since", "until", "elapsed", "remaining", "reason"],
                [[point.Time, Name(point.State), point.Boot, point.Since, point.Until, point.Elapsed, point.Remaining, point.Reason]]);
        }
        else
        {
            Print(invocation.Out, point, HistorySource.Zone(invocation, source.Utc));
        }

        return 0;
    }

    private static string Name(HostState state) => state switch
    {
        HostState.Up => "up",
        HostState.Suspended => "suspended",
        HostState.Down => "down",
        HostState.NotWatched => "not-watched",
        _ => "unknown",
    };

    private static void Print(TextWriter output, PointInTime point, TimeZoneInfo zone)
    {
        var state = point.State switch
        {
            HostState.Up => $"UP, in boot {point.Boot}",
            HostState.Suspended => $"SUSPENDED, in boot {point.Boot}",
            HostState.Down => $"DOWN, after boot {point.Boot}",
            HostState.NotWatched => $"UP but not watched, in boot {point.Boot}",
            _ => "UNKNOWN",
        };
        output.WriteLine($"{Times.Format(point.Time, zone)}: {state}");
        if (point.Since is { } since)
        {
            output.WriteLine($"  since {Times.Format(since, zone)} ({UptimeText.Length(point.Elapsed!.Value)} before)");
        }

        if (point.Until is { } until)
        {
            output.WriteLine($"  until {Times.Format(until, zone)} ({UptimeText.Length(point.Remaining!.Value)} after)");
        }

        if (point.Reason is { } reason)
        {
            output.WriteLine($"  {reason}");
        }
    }
}
