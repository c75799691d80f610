using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Disks.Counters;
using Watchkeeper.Disks.Devices;
using Watchkeeper.Disks.Incidents;
using Watchkeeper.Disks.Output;
using Watchkeeper.Logs.Sources;

namespace Watchkeeper.Disks;

/// <summary>The entries of the event journal that the watch makes; what is told of a device goes to the systemd journal at the same time, if it is wanted there.</summary>
internal sealed class DiskEventDrafts(HostClock clock, HostIdentity host, DeviceMemory devices) : IDisposable
{
    private readonly JournalWriter _journal = new();

    public EventDraft Of(FaultReport report, JournalOutput output)
    {
        var told = Telling.Of(report, devices.Tree);
        var id = IdOf(report);
        if (output == JournalOutput.Always || (output == JournalOutput.Auto && Environment.GetEnvironmentVariable("INVOCATION_ID") is not null))
        {
            _journal.TryWrite(PeripetyRecord.Of(told, id, host.Name));
        }

        return new EventDraft(told.Type, told.Severity, told.Wwid ?? told.Device, told.Message) { Fields = DisksJson.FieldsOf(told), At = MomentOf(report), Id = id };
    }

    public static EventDraft Lost(LogBatch batch) => new("disks.log-overrun", Severity.Warning, batch.Source, $"{batch.Lost} lines of {batch.Source} were overwritten before they could be read.")
    {
        Fields = new JsonObject { ["lost"] = batch.Lost },
    };

    public static EventDraft SourceLost(string source, string reason) =>
        new("disks.source-lost", Severity.Warning, source, $"Reading {source} stopped, so storage faults may go unnoticed; it is tried again: {reason}");

    public static EventDraft SourceReturned(string source) => new("disks.source-returned", Severity.Notice, source, $"Reading {source} goes on.");

    public static EventDraft CounterRose(ErrorCounter counter, BlockDevice? device, long from, long to) => new(
        "disks.error-counter", counter.Severity, device?.Wwid ?? counter.Device,
        $"{counter.Device}: the error counter {counter.Name} rose from {from} to {to}, and no line told why.")
    {
        Fields = new JsonObject
        {
            ["device"] = counter.Device,
            ["wwid"] = device?.Wwid,
            ["counter"] = counter.Name,
            ["from"] = from,
            ["to"] = to,
            ["subsystem"] = "counter",
        },
    };

    public void Dispose() => _journal.Dispose();

    /// <summary>When it was said: the kernel's clock counts no sleep, so what was slept since then cannot be told apart, and is taken as slept before.</summary>
    private Moment? MomentOf(FaultReport report) => report.Time is { } wall && !report.IsRepeat
        ? new Moment(wall, report.KernelTime is { } kernel ? kernel + (clock.Uptime - clock.AwakeTime) : clock.Uptime, clock.IsTrusted)
        : null;

    /// <summary>The same line of the same boot is the same event, also when it is read again after a crash.</summary>
    private Guid IdOf(FaultReport report) => report.KernelTime is { } kernel && !report.IsRepeat
        ? new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{clock.BootId} {kernel.Ticks} {report.Row.Type} {report.Device} {string.Join('\n', report.Lines.Take(1))}")).AsSpan(0, 16))
        : Guid.NewGuid();
}
