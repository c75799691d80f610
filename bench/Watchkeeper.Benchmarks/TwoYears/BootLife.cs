using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Uptime;
using Watchkeeper.Uptime.Boots;
using Watchkeeper.Uptime.Crashes;
using Watchkeeper.Uptime.Flights;

namespace Watchkeeper.Benchmarks.TwoYears;

/// <summary>Writes the boots with their flights, and the report of each crash, through the store of uptime.</summary>
internal static class BootLife
{
    /// <returns>The events that tell of them, to be appended in their place.</returns>
    public static List<EventDraft> Write(Transaction transaction, LifeTime life, HostIdentity host, IReadOnlyList<PlannedBoot> boots)
    {
        var drafts = new List<EventDraft>();
        for (var i = 0; i < boots.Count; i++)
        {
            var boot = boots[i];
            UptimeStore.AddBoot(transaction, host.Id, boot.Id, boot.Kernel, new(boot.Started, TimeSpan.Zero, true));
            UptimeStore.AddFlight(transaction, host.Id, Flight(boot));
            var record = new BootRecord(boot.Id, host.Id, boot.Kernel, boot.Started, true, null);
            UptimeStore.EndBoot(transaction, record, boot.Outcome, boot.LastWords);
            drafts.Add(new("uptime.host-started", Severity.Info, "", $"The host started 14 s ago with kernel {boot.Kernel}.") { At = life.At(boot.Started + TimeSpan.FromSeconds(14)) });
            if (boot.Crashed)
            {
                var back = boots.Count > i + 1 ? boots[i + 1].Started : life.Now;
                drafts.Add(UptimeWords.Crashed(record, boot.Outcome) with { At = life.At(back + TimeSpan.FromSeconds(15)) });
                var report = Report(boot, back);
                var id = UptimeStore.AddCrash(transaction, host.Id, boot.Id, life.At(back + TimeSpan.FromSeconds(25)), report)!.Value;
                drafts.Add(UptimeWords.Reported(report with { Id = id }) with { At = life.At(back + TimeSpan.FromSeconds(25)) });
            }
        }

        return drafts;
    }

    /// <summary>One flight a boot, from soon after its start to its end.</summary>
    private static Flight Flight(PlannedBoot boot) => new(
        0, boot.Id, boot.Ended, TimeSpan.FromSeconds(14), boot.Ended - boot.Started, TimeSpan.Zero, TimeSpan.FromSeconds(40), true,
        boot.Crashed ? null : boot.Outcome.End == BootEnd.Reboot ? Landing.Reboot : Landing.PowerOff);

    private static CrashReport Report(PlannedBoot boot, Instant back) => new()
    {
        BootId = boot.Id,
        Kernel = boot.Kernel,
        WentDown = boot.Ended,
        Uncertainty = boot.Outcome.Uncertainty,
        Back = back,
        Down = back - boot.Ended,
        Uptime = boot.Ended - boot.Started,
        Cause = boot.Outcome.Cause,
        Reason = boot.Outcome.Reason,
        LastWords = [.. boot.LastWords.Select(line => new EvidenceLine(boot.Started + line.At!.Value, line.Source, line.Text))],
        Metrics =
        [
            new("Load, 1 min", "", 0.42, 0.2, 12.1, 12.1),
            new("Memory used", "%", 31.2, 31, boot.Outcome.Cause == Cause.OutOfMemory ? 99.4 : 33.4, boot.Outcome.Cause == Cause.OutOfMemory ? 99.4 : 33.4),
            new("Filesystem used, /", "%", 61.02, 61.02, 61.3, 61.3),
            new("Filesystem used, /srv", "%", 78.1, 78.1, 80.4, 80.4),
            new("Disk busy, sdb", "%", 2.1, 0.4, 100, 100),
            new("Temperature, coretemp", "°C", 44, 43, boot.Outcome.Cause == Cause.Heat ? 104 : 61, boot.Outcome.Cause == Cause.Heat ? 104 : 52),
        ],
        Events = boot.Outcome.Cause == Cause.Storage
            ? [new(boot.Ended - TimeSpan.FromSeconds(9), "disks.medium-error", Severity.Error, DiskLife.Wwid, "sdb: the medium is damaged and a sector cannot be read or written.")]
            : [],
        Watches = boot.Outcome.Cause == Cause.Storage ? ["storage-error"] : [],
        Canaries = back - boot.Ended > TimeSpan.FromMinutes(15) ? ["postgres-dump", "sync-photos"] : [],
        ClockTrusted = true,
    };
}
