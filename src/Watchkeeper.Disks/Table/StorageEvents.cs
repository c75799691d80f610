namespace Watchkeeper.Disks.Table;

/// <summary>The whole table, in the order in which rows are tried: the first that matches a line is its meaning.</summary>
public static class StorageEvents
{
    public static IReadOnlyList<StorageEvent> All { get; } =
    [
        .. Of("block", BlockEvents.Rows),
        .. Of("scsi", ScsiEvents.Rows),
        .. Of("ata", AtaEvents.Rows),
        .. Of("nvme", NvmeEvents.Rows),
        .. Of("dm", DeviceMapperEvents.Rows),
        .. Of("md", RaidEvents.Rows),
        .. Of("ext4", FilesystemEvents.Rows),
        .. Of("xfs", XfsEvents.Rows),
        .. Of("btrfs", BtrfsEvents.Rows),
        .. Of("fat", FatEvents.Rows),
        .. Of("mmc", MmcEvents.Rows),
        .. Of("filesystem", OtherFilesystemEvents.Rows),
        .. Of("adapter", AdapterEvents.Rows),
        .. Of("iscsi", NetworkEvents.Rows),
        .. Of("daemon", DaemonEvents.Rows),
        .. Of("zfs", ZfsKernelEvents.Rows),
        .. Of("zfs", ZfsEvents.Rows).Select(row => row with { Program = "zed" }),
        .. KeptBackEvents.Rows,
    ];

    /// <summary>The programs whose lines the table knows, besides the kernel.</summary>
    public static IReadOnlyList<string> Programs { get; } =
        [.. All.Select(row => row.Program).Where(program => program != "kernel").Distinct(StringComparer.Ordinal)];

    private static IEnumerable<StorageEvent> Of(string subsystem, IReadOnlyList<StorageEvent> rows) =>
        rows.Select(row => row.Subsystem.Length > 0 ? row : row with { Subsystem = subsystem });
}
