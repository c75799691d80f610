using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Disks;
using Watchkeeper.Disks.Devices;

namespace Watchkeeper.Benchmarks.TwoYears;

/// <summary>Storage incidents: a disk that grows old by sectors, cables that lose the link, a full filesystem.</summary>
internal static class DiskLife
{
    public const string Wwid = "naa.5000c500a1b2c3d4";

    private const string OtherWwid = "eui.0025385b71b0a2c9";

    private static readonly (string Type, Severity Severity, string Subsystem, string Sentence, string Advice)[] Steps =
    [
        ("disks.medium-error", Severity.Error, "scsi", "the medium is damaged and a sector cannot be read or written.", "Back it up and replace it."),
        ("disks.io-error", Severity.Error, "block", "a read or a write failed.", "Back it up and replace it."),
        ("disks.filesystem-error", Severity.Error, "ext4", "the filesystem found an error in itself.", "Unmount it and run fsck."),
        ("disks.read-only", Severity.Critical, "ext4", "the filesystem can no longer be written to.", "Unmount it, run fsck, and look at the disk below it."),
    ];

    public static IEnumerable<EventDraft> Incident(LifeTime life, Instant at)
    {
        var incident = life.NewId();
        var steps = 1 + life.Random.Next(Steps.Length);
        for (var i = 0; i < steps; i++)
        {
            yield return Draft(Steps[i], "sdb", Wwid, life.At(at + TimeSpan.FromSeconds(2 * i)), incident, $"{2_150_383 + life.Random.Next(10_000)}");
        }
    }

    /// <summary>Something small that mended itself.</summary>
    public static EventDraft Trifle(LifeTime life, Instant at) => life.Random.Next(3) == 0
        ? Draft(("disks.device-reset", Severity.Notice, "nvme", "the device was reset or powered on.", "If it happens again without a cause, check power and cabling."), "nvme0n1", OtherWwid, life.At(at), life.NewId(), "")
        : Draft(("disks.recovered-error", Severity.Warning, "scsi", "the device had to correct an error by itself.", "Back it up and replace it."), "sdb", Wwid, life.At(at), life.NewId(), $"{life.Random.Next(4_000_000)}");

    private static EventDraft Draft(
        (string Type, Severity Severity, string Subsystem, string Sentence, string Advice) what, string device, string wwid, Moment at, Guid incident, string sector)
    {
        var told = new DiskEvent(what.Type, what.Severity, device, $"{device}: {what.Sentence}")
        {
            Time = at.Wall,
            Wwid = wwid,
            Path = $"/dev/disk/by-id/wwn-0x{wwid[4..]}",
            Kind = DeviceKind.Disk,
            Subsystem = what.Subsystem,
            Advice = what.Advice,
            Incident = incident,
            RootCause = Steps[0].Type,
            RootDevice = device,
            MountPoints = ["/srv"],
            Facts = sector.Length == 0 ? new Dictionary<string, string>(StringComparer.Ordinal) : new Dictionary<string, string>(StringComparer.Ordinal) { ["sector"] = sector, ["op"] = "READ" },
            Lines = [$"critical medium error, dev {device}, sector {sector} op 0x0:(READ) flags 0x80700 phys_seg 1 prio class 2"],
        };
        return new(told.Type, told.Severity, wwid, told.Message) { Fields = DisksJson.FieldsOf(told), At = at };
    }
}
