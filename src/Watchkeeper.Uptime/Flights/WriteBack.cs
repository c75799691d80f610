using System.Globalization;

namespace Watchkeeper.Uptime.Flights;

/// <summary>How old a change may get before the kernel has written it to the disk of its own accord.</summary>
internal static class WriteBack
{
    /// <summary>What journaling filesystems add: ext4 commits every 5 s.</summary>
    private static readonly TimeSpan JournalCommit = TimeSpan.FromSeconds(5);

    /// <summary><c>vm.dirty_expire_centisecs</c> and <c>vm.dirty_writeback_centisecs</c>; 30 s and 5 s where they cannot be read.</summary>
    public static TimeSpan Read() =>
        TimeSpan.FromMilliseconds(10 * (Centiseconds("dirty_expire_centisecs", 3000) + Centiseconds("dirty_writeback_centisecs", 500))) + JournalCommit;

    private static long Centiseconds(string name, long fallback)
    {
        try
        {
            return long.TryParse(File.ReadAllText($"/proc/sys/vm/{name}").Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : fallback;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return fallback;
        }
    }
}
