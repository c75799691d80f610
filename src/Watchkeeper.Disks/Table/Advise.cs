namespace Watchkeeper.Disks.Table;

/// <summary>Advice that many rows share.</summary>
internal static class Advise
{
    public const string Replace = "Back up what is on it, read its health (smartctl -a), and plan to replace it.";
    public const string Cabling = "Check cable, power and backplane; if it goes on, read the disk's health (smartctl -a) and replace it.";
    public const string Path = "Check the path: cable, switch, target and its portal; see watchkeeper disks tree for what hangs on it.";
    public const string Below = "See what failed below it: watchkeeper disks info.";
    public const string Fsck = "Unmount it, find out what failed below it, then check it: e2fsck -f.";
    public const string XfsRepair = "Unmount it, find out what failed below it, mount it once to replay its log, then check it: xfs_repair.";
    public const string Scrub = "Look at btrfs device stats, find out what failed below it, then run btrfs scrub.";
    public const string Rebuild = "Find out why the member failed, replace it, and add the new one: mdadm --add.";
    public const string ExtendPool = "Extend the pool (lvextend) or delete snapshots, before writes fail.";
}
