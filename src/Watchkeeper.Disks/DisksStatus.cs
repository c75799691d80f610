using System.Text.Json.Nodes;
using Watchkeeper.Core.Contracts;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Text;
using Watchkeeper.Core.Time;
using Watchkeeper.Disks.Devices;

namespace Watchkeeper.Disks;

/// <summary>The disks on the status screen: how many there are, and the worst that happened to them in a day.</summary>
internal sealed class DisksStatus(DeviceMemory devices, EventJournal journal, HostClock clock) : IStatusSection
{
    private const int MostNames = 3;

    public int Order => 30;

    public ValueTask<StatusReport> ReadAsync(CancellationToken cancellation)
    {
        var disks = devices.Tree.Devices.Count(device => device.Kind == DeviceKind.Disk);
        var faults = journal.Read(new EventQuery { Types = ["disks.*"], Severity = Severity.Warning, Since = clock.Now - TimeSpan.FromDays(1), AndWaiting = true });
        var worst = faults.MinBy(fault => fault.Severity);
        var values = new JsonObject
        {
            ["disks"] = new JsonObject
            {
                ["count"] = disks,
                ["faults_last_day"] = faults.Count,
                ["worst"] = worst is null ? null : Severities.Name(worst.Severity),
            },
        };
        var text = worst is null ? $"{disks}, no faults in a day" : $"{disks}, {Faults(faults.Count)} in a day, on {Names(faults)}: watchkeeper disks events";
        return ValueTask.FromResult(new StatusReport(values, [new StatusLine("Disks", text, worst?.Severity ?? Severity.Info) { Items = Items(faults) }]));
    }

    private static string Faults(int count) => count == 1 ? "1 fault" : $"{count} faults";

    /// <summary>What the faults were about, the worst first; what happened is told by the conditions and the events.</summary>
    private static string Names(IReadOnlyList<Event> faults)
    {
        var names = faults.OrderBy(fault => fault.Severity).Select(fault => fault.Subject).Distinct(StringComparer.Ordinal).ToList();
        return string.Join(", ", names.Take(MostNames)) + (names.Count > MostNames ? " …" : "");
    }

    /// <summary>One for each device: the worst that was said of it, since the first time.</summary>
    private static IReadOnlyList<StatusItem> Items(IReadOnlyList<Event> faults) =>
    [
        .. faults.GroupBy(fault => fault.Subject).Select(group =>
        {
            var worst = group.Reverse().MinBy(fault => fault.Severity)!;
            var device = (string?)worst.Fields?["device"];
            return new StatusItem(device ?? group.Key, worst.Message + (group.Count() > 1 ? $" ({Faults(group.Count())} in a day.)" : ""), worst.Severity)
            {
                Since = group.First().Time.Wall,
                Last = group.Count() > 1 ? group.Last().Time.Wall : null,
                Advice = (string?)worst.Fields?["advice"] is { Length: > 0 } advice ? advice : null,
                Link = $"?event={worst.Id}",
            };
        }),
    ];
}
