using System.CommandLine;
using Watchkeeper.Core.CommandLine;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Text;
using Watchkeeper.Uptime.Boots;

namespace Watchkeeper.Uptime.Verbs;

/// <summary><c>watchkeeper uptime list</c>: one line a boot.</summary>
internal static class ListVerb
{
    public static Verb Make(HistorySource source)
    {
        var sort = new Option<string>("--sort") { Description = $"By {BootOrder.Forms}.", DefaultValueFactory = _ => "number", HelpName = "COLUMN" };
        var verb = new Verb("list", "List every boot: when it started and ended, how, and the downtime after it.", invocation => RunAsync(invocation, source, sort));
        foreach (var option in (Option[])[source.Since, source.Until, sort, source.Utc, source.Csv, source.Database])
        {
            verb.Options.Add(option);
        }

        return verb;
    }

    private static async Task<int> RunAsync(Invocation invocation, HistorySource source, Option<string> sort)
    {
        var (since, until) = source.Range(invocation);
        var order = BootOrder.Parse(invocation.Get(sort)!);
        var path = HistorySource.Query(
            "/api/v1/uptime/boots", ("since", since?.ToString()), ("until", until?.ToString()), ("sort", invocation.Get(sort)));
        var list = await source.AskAsync(
            invocation, path, UptimeJson.Default.BootList, history => new BootList(history.List(new BootListing(since, until, order))));
        if (invocation.Json)
        {
            foreach (var boot in list.Boots)
            {
                invocation.PrintJson(boot, UptimeJson.Default.Boot);
            }
        }
        else if (invocation.Get(source.Csv))
        {
            Csv.Write(invocation.Out, Columns, list.Boots.Select(Values));
        }
        else
        {
            invocation.PrintTable(Table(list.Boots, HistorySource.Zone(invocation, source.Utc)));
        }

        return 0;
    }

    private static readonly string[] Columns =
    [
        "number", "boot_id", "started", "ended", "uncertainty", "end", "cause", "uptime", "suspended", "not_watched", "downtime", "unaccounted",
        "clock_trusted", "kernel", "reason",
    ];

    private static object?[] Values(Boot boot) =>
    [
        boot.Number, boot.BootId, boot.Started, boot.Ended, boot.Uncertainty, Causes.Name(boot.End), Causes.Name(boot.Cause), boot.Uptime, boot.Suspended,
        boot.NotWatched, boot.Downtime, boot.Unaccounted, boot.ClockTrusted, boot.Kernel, boot.Reason,
    ];

    private static Table Table(IReadOnlyList<Boot> boots, TimeZoneInfo zone)
    {
        var suspended = boots.Any(boot => boot.Suspended >= TimeSpan.FromSeconds(1));
        var unwatched = boots.Any(boot => boot.NotWatched >= TimeSpan.FromMinutes(1));
        Column[] columns =
        [
            new("No.", RightAligned: true), new("Started"), new("Ended"), new("How"), new("Uptime", RightAligned: true),
            .. suspended ? [new Column("Suspended", RightAligned: true)] : Array.Empty<Column>(),
            .. unwatched ? [new Column("Not watched", RightAligned: true)] : Array.Empty<Column>(),
            new("Downtime", RightAligned: true), new("Kernel"),
        ];
        return new Table(columns, [.. boots.Select(boot => (IReadOnlyList<Cell>)
        [
            boot.Number.ToString(),
            Times.Format(boot.Started, zone) + (boot.ClockTrusted ? "" : "?"),
            boot.Ended is { } ended ? Times.Format(ended, zone) + (boot.ClockTrusted ? "" : "?") : "",
            new Cell(Causes.Describe(boot), boot.End == BootEnd.Crash ? Severity.Error : null),
            UptimeText.Length(boot.Uptime),
            .. suspended ? [new Cell(UptimeText.Length(boot.Suspended))] : Array.Empty<Cell>(),
            .. unwatched ? [new Cell(UptimeText.Length(boot.NotWatched))] : Array.Empty<Cell>(),
            boot.Downtime is { } downtime ? UptimeText.Length(downtime) : boot.End == BootEnd.Running ? "" : "?",
            boot.Kernel ?? "",
        ])]);
    }
}
