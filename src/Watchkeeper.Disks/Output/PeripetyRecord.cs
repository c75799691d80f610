using System.Globalization;
using System.Text.Json.Nodes;
using Watchkeeper.Disks.Devices;

namespace Watchkeeper.Disks.Output;

/// <summary>A disk event as peripety wrote it to the journal, field by field, for the tools that read these.</summary>
internal static class PeripetyRecord
{
    public static IEnumerable<(string Name, string Value)> Of(DiskEvent told, Guid id, string hostName, DeviceTree devices)
    {
        yield return ("IS_PERIPETY", "TRUE");
        yield return ("SYSLOG_IDENTIFIER", "watchkeeper");
        yield return ("PRIORITY", ((int)told.Severity).ToString(CultureInfo.InvariantCulture));
        yield return ("MESSAGE", told.Message);
        yield return ("EVENT_ID", id.ToString());
        yield return ("EVENT_TYPE", EventType(told));
        yield return ("SUB_SYSTEM", SubSystem(told));
        yield return ("DEV_WWID", told.Wwid ?? "");
        yield return ("DEV_PATH", Path(told.Device));
        foreach (var owner in told.Below)
        {
            yield return ("OWNERS_WWIDS", owner.Wwid ?? "");
            yield return ("OWNERS_PATHS", Path(owner.Name));
        }

        foreach (var (name, value) in Extension(told))
        {
            yield return ($"EXT_{FieldName(name)}", value);
        }

        yield return ("JSON", Json(told, id, hostName, devices).ToJsonString());
    }

    private static JsonObject Json(DiskEvent told, Guid id, string hostName, DeviceTree devices) => new()
    {
        ["hostname"] = hostName,
        ["severity"] = told.Severity.ToString(),
        ["sub_system"] = EnumName(told),
        ["timestamp"] = told.Time?.ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffffzzz", CultureInfo.InvariantCulture),
        ["event_id"] = id.ToString(),
        ["event_type"] = EventType(told),
        ["blk_info"] = new JsonObject
        {
            ["wwid"] = told.Wwid ?? "",
            ["blk_type"] = BlockType(told.Kind, told.Device),
            ["blk_path"] = Path(told.Device),
            ["preferred_blk_path"] = told.Path ?? Path(told.Device),
            ["uuid"] = told.FilesystemUuid,
            ["mount_point"] = told.MountPoints is [var point, ..] ? point : null,
            ["transport_id"] = TransportId(told.Transport),
            ["owners"] = new JsonArray([.. told.Below.Select(owner => (JsonNode)Owner(owner, devices[owner.Name]))]),
        },
        ["msg"] = told.Message,
        ["raw_msg"] = told.Lines is [var line, ..] ? line : "",
        ["extension"] = new JsonObject(Extension(told).Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
    };

    /// <summary>What the device is made of. The list is flat: an owner's own owners follow it there.</summary>
    private static JsonObject Owner(DeviceName owner, BlockDevice? device) => new()
    {
        ["wwid"] = owner.Wwid ?? "",
        ["blk_type"] = BlockType(owner.Kind, owner.Name),
        ["blk_path"] = Path(owner.Name),
        ["preferred_blk_path"] = owner.Path,
        ["uuid"] = device?.FilesystemUuid,
        ["mount_point"] = device?.MountPoints is [var point, ..] ? point : null,
        ["transport_id"] = TransportId(device?.Transport),
        ["owners"] = new JsonArray(),
    };

    private static IEnumerable<KeyValuePair<string, string>> Extension(DiskEvent told) =>
        told.Facts.Concat(told.Transport is { } transport ? [KeyValuePair.Create("transport", transport.Kind), .. transport.Facts] : []).DistinctBy(pair => pair.Key);

    private static string EventType(DiskEvent told) => told.PeripetyType ?? told.Type["disks.".Length..].Replace('-', '_').ToUpperInvariant();

    private static string Path(string device) => device.StartsWith('/') ? device : $"/dev/{device}";

    private static string FieldName(string name) => string.Concat(name.ToUpperInvariant().Select(letter => char.IsAsciiLetterUpper(letter) || char.IsAsciiDigit(letter) ? letter : '_'));

    private static string TransportId(Transport? transport) => transport switch
    {
        { Kind: "iscsi", Facts: var facts } => string.Join(',', ((string[])["address", "port", "tpgt", "target_name", "iface_name"]).Select(name => facts.GetValueOrDefault(name) ?? "")),
        { Kind: "fc", Facts: var facts } => $"{facts.GetValueOrDefault("host_wwpn")},{facts.GetValueOrDefault("target_wwpn")}",
        _ => "",
    };

    private static string SubSystem(DiskEvent told) => told.Subsystem switch
    {
        "scsi" => "SCSI",
        "multipath" => "Multipath",
        "thin" => "LVM-ThinProvisioning",
        "nvme" or "nvmf" => "NVMe",
        "ext4" or "xfs" or "jbd2" => told.Subsystem,
        "dm" when IsDirtyLog(told) => "DM-DirtyLog",
        _ => "Other",
    };

    private static string EnumName(DiskEvent told) => told.Subsystem switch
    {
        "scsi" => "Scsi",
        "multipath" => "Multipath",
        "thin" => "LvmThin",
        "nvme" or "nvmf" => "Nvme",
        "ext4" => "FsExt4",
        "jbd2" => "FsJbd2",
        "xfs" => "FsXfs",
        "dm" when IsDirtyLog(told) => "DmDirtyLog",
        _ => "Other",
    };

    private static bool IsDirtyLog(DiskEvent told) => told.PeripetyType?.StartsWith("DM_DIRTY_LOG_", StringComparison.Ordinal) == true;

    /// <summary>Peripety's types of block devices; it knew disks of SCSI only.</summary>
    private static string BlockType(DeviceKind? kind, string name) => kind switch
    {
        DeviceKind.Disk => name.StartsWith("sd", StringComparison.Ordinal) ? "Scsi" : "Other",
        DeviceKind.Partition => "Partition",
        DeviceKind.Multipath => "DmMultipath",
        DeviceKind.Lvm => "DmLvm",
        DeviceKind.Crypt or DeviceKind.Mapper => "Dm",
        null => "Unknown",
        _ => "Other",
    };
}
