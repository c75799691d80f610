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
    public int Order => 30;

    public ValueTask<StatusReport> ReadAsync(CancellationToken cancellation)
    {
        var disks = devices.Tree.Devices.Count(device => device.Kind == DeviceKind.Disk);
        var faults = journal.Read(new EventQuery { Types = ["disks.*"], Severity = Severity.Warning, Since = clock.Now - TimeSpan.FromDays(1) });
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
        var text = worst is null ? $"{disks}, no faults in a day" : $"{faults.Count} {(faults.Count == 1 ? "fault" : "faults")} in a day; {worst.Message}";
        return ValueTask.FromResult(new StatusReport(values, [new StatusLine("Disks", text, worst?.Severity ?? Severity.Info)]));
    }
}
