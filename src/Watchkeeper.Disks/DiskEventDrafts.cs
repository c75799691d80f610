using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Disks.Devices;
using Watchkeeper.Disks.Incidents;
using Watchkeeper.Logs.Sources;

namespace Watchkeeper.Disks;

/// <summary>The entries of the event journal that the watch makes.</summary>
internal sealed class DiskEventDrafts(HostClock clock, DeviceMemory devices)
{
    /// <summary>The entry, and what it tells, with the entry's id.</summary>
    public (EventDraft Draft, DiskEvent Told) Of(FaultReport report)
    {
        var told = Telling.Of(report, devices.Tree);
        return (DraftOf(told) with { At = MomentOf(report), Id = IdOf(report) }, told);
    }

    /// <summary>The entry that tells, after a restart, what was counted before it. Of its lines one is enough.</summary>
    public EventDraft OfUntold(FaultReport report) => DraftOf(Telling.Of(report with { Lines = [.. report.Lines.Take(1)] }, devices.Tree));

    public static EventDraft DraftOf(DiskEvent told) => new(told.Type, told.Severity, told.Wwid ?? told.Device, told.Message) { Fields = DisksJson.FieldsOf(told) };

    public static EventDraft Lost(LogBatch batch) => new("disks.log-overrun", Severity.Warning, batch.Source, $"{batch.Lost} lines of {batch.Source} were overwritten before they could be read.")
    {
        Fields = new JsonObject { ["lost"] = batch.Lost },
    };

    public static EventDraft SourceLost(string source, string reason) =>
        new("disks.source-lost", Severity.Warning, source, $"Reading {source} stopped, so storage faults may go unnoticed; it is tried again: {reason}");

    public static EventDraft SourceReturned(string source) => new("disks.source-returned", Severity.Notice, source, $"Reading {source} goes on.");

    /// <summary>When it was said: the kernel's clock counts no sleep, so what was slept since then cannot be told apart, and is taken as slept before.</summary>
    private Moment? MomentOf(FaultReport report) => report.Time is { } wall && !report.IsRepeat
        ? new Moment(wall, report.KernelTime is { } kernel ? kernel + (clock.Uptime - clock.AwakeTime) : clock.Uptime, clock.IsTrusted)
        : null;

    /// <summary>The same line of the same boot is the same event, also when it is read again after a crash.</summary>
    private Guid IdOf(FaultReport report) => report.KernelTime is { } kernel && !report.IsRepeat
        ? new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{clock.BootId} {kernel.Ticks} {report.Row.Type} {report.Device} {string.Join('\n', report.Lines.Take(1))}")).AsSpan(0, 16))
        : Guid.NewGuid();
}
