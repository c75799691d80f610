using System.Buffers.Binary;
using Watchkeeper.Core.Time;
using Watchkeeper.Uptime.Flights;

namespace Watchkeeper.Uptime.Endings;

/// <summary>
/// The host's starts and shutdowns in <c>/var/log/wtmp</c>: glibc's <c>struct utmp</c> of 384 bytes (utmp(5)), appended in the order in which they happened.
/// Newer distributions keep none.
/// </summary>
internal static class Wtmp
{
    private const int RecordLength = 384;
    private const int UserAt = 44, UserLength = 32, TimeAt = 340;
    private const short RunLevel = 1, BootTime = 2;

    /// <summary>A start's record is written while services start, a minute or so after the kernel.</summary>
    private static readonly TimeSpan StartTolerance = TimeSpan.FromMinutes(10);

    /// <summary>The shutdown of the boot that the kernel started at <paramref name="booted"/>; null when wtmp shows none.</summary>
    public static ShutdownMark? Find(ReadOnlySpan<byte> file, Instant booted)
    {
        var inBoot = false;
        ShutdownMark? mark = null;
        for (; file.Length >= RecordLength; file = file[RecordLength..])
        {
            var record = file[..RecordLength];
            var type = BinaryPrimitives.ReadInt16LittleEndian(record);
            var time = new Instant(
                (BinaryPrimitives.ReadUInt32LittleEndian(record[TimeAt..]) * 1_000_000L) + BinaryPrimitives.ReadInt32LittleEndian(record[(TimeAt + 4)..]));
            if (type == BootTime)
            {
                if (inBoot)
                {
                    break;
                }

                inBoot = (time - booted).Duration() <= StartTolerance;
            }
            else if (inBoot && type == RunLevel && Kind(record) is { } kind)
            {
                mark = new ShutdownMark(kind, time - booted, "wtmp");
            }
        }

        return mark;
    }

    /// <summary>A shutdown's record has the user <c>shutdown</c>; a change to run level 0 or 6 has <c>runlevel</c> and the level as its process id.</summary>
    private static Landing? Kind(ReadOnlySpan<byte> record)
    {
        var user = record.Slice(UserAt, UserLength);
        if (user.StartsWith("shutdown\0"u8))
        {
            return Landing.Shutdown;
        }

        return user.StartsWith("runlevel\0"u8) ? (record[4] & 0xFF) switch
        {
            (byte)'0' => Landing.PowerOff,
            (byte)'6' => Landing.Reboot,
            _ => null,
        }
        : null;
    }
}
