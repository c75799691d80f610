using Watchkeeper.Core.Time;
using Watchkeeper.Uptime.Boots;
using Watchkeeper.Uptime.Endings;

namespace Watchkeeper.Benchmarks.TwoYears;

/// <summary>A boot of the past and how it ended.</summary>
internal sealed record PlannedBoot(Guid Id, string Kernel, Instant Started, Instant Ended, Outcome Outcome, IReadOnlyList<KernelLine> LastWords)
{
    public bool Crashed => Outcome.End == BootEnd.Crash;
}

/// <summary>
/// The boots before the present one: kernels are updated every few weeks, now and then the host is off for a while, and sometimes it crashes. The last
/// crash lies two days back, so that there always is one to look at.
/// </summary>
internal static class PlannedBoots
{
    private static readonly (Cause Cause, string Reason, string[] Words)[] Crashes =
    [
        (Cause.Storage, "Probably the storage: 'critical medium error, dev sdb, sector 2150383' 3 s before the records stop.",
        [
            "sd 1:0:0:0: [sdb] tag#21 Sense Key : Medium Error [current]",
            "critical medium error, dev sdb, sector 2150383 op 0x0:(READ) flags 0x80700 phys_seg 1 prio class 2",
            "EXT4-fs error (device sdb1): ext4_wait_block_bitmap:582: comm backup: Cannot read block bitmap - block_group = 65, block_bitmap = 2129936",
            "EXT4-fs (sdb1): Remounting filesystem read-only",
        ]),
        (Cause.Unknown, "Nothing tells why: the records stop without a word, as they do when the power is cut.", []),
        (Cause.OutOfMemory, "Probably memory ran out: 'Out of memory: Killed process 48211 (java)' 4 s before the records stop.",
        [
            "java invoked oom-killer: gfp_mask=0x140cca(GFP_HIGHUSER_MOVABLE|__GFP_COMP), order=0, oom_score_adj=0",
            "Out of memory: Killed process 48211 (java) total-vm:18250452kB, anon-rss:12904128kB, file-rss:0kB, shmem-rss:0kB",
        ]),
        (Cause.Panic, "The kernel stopped itself: 'Kernel panic - not syncing: Fatal exception in interrupt' (pstore).",
        [
            "BUG: unable to handle page fault for address: ffffb7e9c0a3f000",
            "Kernel panic - not syncing: Fatal exception in interrupt",
        ]),
        (Cause.Heat, "Probably heat: 'thermal thermal_zone0: acpitz: critical temperature reached' 1 s before the records stop.",
        ["thermal thermal_zone0: acpitz: critical temperature reached"]),
    ];

    /// <param name="present">When the present boot began: the last one planned ends a little before.</param>
    public static List<PlannedBoot> Make(LifeTime life, Instant present)
    {
        var boots = new List<PlannedBoot>();
        var (start, crash, patch) = (life.From, 0, 90);
        while (present - start > TimeSpan.FromDays(12))
        {
            var longest = present - start - TimeSpan.FromDays(4);
            var lived = TimeSpan.FromDays(1) + life.Waiting(TimeSpan.FromDays(21));
            var end = start + (lived < longest ? lived : longest);
            var crashed = life.Random.NextDouble() < 0.2;
            boots.Add(crashed ? Crashed(life, patch, start, end, Crashes[++crash % Crashes.Length]) : Ended(life, patch, start, end));
            var off = crashed ? TimeSpan.FromMinutes(2) + life.Waiting(TimeSpan.FromMinutes(25))
                : boots[^1].Outcome.End == BootEnd.Shutdown ? TimeSpan.FromHours(1) + life.Waiting(TimeSpan.FromHours(9))
                : TimeSpan.FromSeconds(35 + life.Random.Next(60));
            (start, patch) = (end + off, patch + (crashed ? 0 : 1));
        }

        var fault = present - TimeSpan.FromDays(2.3);
        boots.Add(Crashed(life, patch, start, fault, Crashes[0]));
        boots.Add(Ended(life, patch, fault + TimeSpan.FromMinutes(11), present - TimeSpan.FromSeconds(48)));
        return boots;
    }

    private static PlannedBoot Ended(LifeTime life, int patch, Instant start, Instant end)
    {
        var kind = life.Random.NextDouble() < 0.15 && life.Now - end > TimeSpan.FromDays(3) ? BootEnd.Shutdown : BootEnd.Reboot;
        var reason = kind == BootEnd.Reboot ? "It was restarted in order." : "It was shut down in order.";
        return new(life.NewId(), Kernel(patch), start, end, new(kind, end - start, TimeSpan.Zero, Cause.Requested, reason), []);
    }

    private static PlannedBoot Crashed(LifeTime life, int patch, Instant start, Instant end, (Cause Cause, string Reason, string[] Words) how)
    {
        var lines = how.Words.Select((text, index) => new KernelLine(end - start - TimeSpan.FromSeconds(how.Words.Length + 1 - index), text, how.Cause == Cause.Panic ? "pstore" : "journal"));
        var uncertainty = how.Cause == Cause.Panic ? TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(40);
        return new(life.NewId(), Kernel(patch), start, end, new(BootEnd.Crash, end - start, uncertainty, how.Cause, how.Reason), [.. lines]);
    }

    private static string Kernel(int patch) => $"6.12.{patch}+deb13-amd64";
}
