using System.CommandLine;
using System.Globalization;
using Watchkeeper.Core.CommandLine;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Text;
using Watchkeeper.Uptime.Boots;
using Watchkeeper.Uptime.Crashes;

namespace Watchkeeper.Uptime.Verbs;

/// <summary><c>watchkeeper uptime crashes</c> and <c>crash ID</c>.</summary>
internal static class CrashVerbs
{
    public static Verb MakeList()
    {
        var utc = new HistorySource().Utc;
        var verb = new Verb("crashes", "List the crashes of this host that have a report.", async invocation =>
        {
            var list = await AllAsync(invocation);
            if (invocation.Json)
            {
                foreach (var crash in list.Crashes)
                {
                    invocation.PrintJson(crash, UptimeJson.Default.CrashReport);
                }
            }
            else if (list.Crashes.Count == 0)
            {
                await invocation.Out.WriteLineAsync("No crash is on record.");
            }
            else
            {
                invocation.PrintTable(Table(list.Crashes, HistorySource.Zone(invocation, utc)));
            }

            return 0;
        });
        verb.Options.Add(utc);
        return verb;
    }

    public static Verb MakeShow()
    {
        var utc = new HistorySource().Utc;
        var id = new Argument<string>("ID") { Description = "The number of a crash as listed by crashes, or last." };
        var verb = new Verb("crash", "Show the report of one crash.", async invocation =>
        {
            var crash = CrashReport.Pick((await AllAsync(invocation)).Crashes, invocation.Get(id)!);
            if (invocation.Json)
            {
                invocation.PrintJson(crash, UptimeJson.Default.CrashReport);
            }
            else
            {
                await invocation.Out.WriteAsync(CrashText.Of(crash, HistorySource.Zone(invocation, utc)));
            }

            return 0;
        });
        verb.Arguments.Add(id);
        verb.Options.Add(utc);
        return verb;
    }

    private static Task<CrashList> AllAsync(Invocation invocation) => invocation.GetAsync(
        "/api/v1/uptime/crashes", UptimeJson.Default.CrashList,
        database => database.Read(session => new CrashList(UptimeStore.Crashes(session, UptimeHistory.HostOf(session, invocation.Clock)))));

    private static Table Table(IReadOnlyList<CrashReport> crashes, TimeZoneInfo zone) => new(
        [new("ID", RightAligned: true), new("Went down"), new("Down for", RightAligned: true), new("Cause"), new("Why")],
        [.. crashes.Select(crash => (IReadOnlyList<Cell>)
        [
            crash.Id.ToString(CultureInfo.InvariantCulture),
            Times.Format(crash.WentDown, zone),
            crash.Down is { } down ? UptimeText.Length(down) : "?",
            new Cell(Causes.Name(crash.Cause), crash.Cause == Cause.Unknown ? null : Severity.Error),
            crash.Reason,
        ])]);
}
