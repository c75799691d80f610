using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Logs.Records;

/// <summary>
/// systemd's journal export format (<c>journalctl -o export</c>): entries of fields, separated by an empty line; a field is <c>NAME=text</c>, or
/// <c>NAME</c>, its length as 64 bits in little endian, and that many bytes.
/// </summary>
internal static class ExportRecords
{
    /// <summary>No field that matters here is longer; one that claims more is damage.</summary>
    private const long LongestField = 64 * 1024 * 1024;

    public static IEnumerable<LogRecord> Read(Stream stream)
    {
        var reader = new ByteReader(stream);
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.Line() is { } line)
        {
            if (line.Length == 0)
            {
                if (fields.Count > 0)
                {
                    yield return OfFields(fields.GetValueOrDefault);
                    fields.Clear();
                }

                continue;
            }

            var equals = Array.IndexOf(line, (byte)'=');
            if (equals > 0)
            {
                fields.TryAdd(Encoding.UTF8.GetString(line, 0, equals), Encoding.UTF8.GetString(line, equals + 1, line.Length - equals - 1));
            }
            else if (reader.Bytes(8) is { } size && BinaryPrimitives.ReadInt64LittleEndian(size) is >= 0 and <= LongestField and var length
                && reader.Bytes((int)length) is { } value)
            {
                fields.TryAdd(Encoding.UTF8.GetString(line), Encoding.UTF8.GetString(value));
                reader.Line();
            }
            else
            {
                break;
            }
        }

        if (fields.Count > 0)
        {
            yield return OfFields(fields.GetValueOrDefault);
        }
    }

    /// <summary>A record of a journal entry's fields, by the function that looks one up.</summary>
    /// <param name="acceptPrograms">Takes a program that calls itself the kernel for it.</param>
    internal static LogRecord OfFields(Func<string, string?> field, bool acceptPrograms = false) => new(field("MESSAGE") ?? "")
    {
        Program = ProgramOf(field, acceptPrograms),
        Priority = int.TryParse(field("PRIORITY"), NumberStyles.None, CultureInfo.InvariantCulture, out var priority) && priority < 8 ? (Severity)priority : null,
        Time = long.TryParse(field("__REALTIME_TIMESTAMP"), NumberStyles.None, CultureInfo.InvariantCulture, out var time) ? new Instant(time) : null,
        KernelTime = field("_TRANSPORT") == "kernel"
            && long.TryParse(field("_SOURCE_MONOTONIC_TIMESTAMP"), NumberStyles.None, CultureInfo.InvariantCulture, out var monotonic)
            && monotonic < long.MaxValue / 10 ? TimeSpan.FromMicroseconds(monotonic) : null,
        BootId = Guid.TryParse(field("_BOOT_ID"), out var boot) ? boot : null,
        Subsystem = field("_KERNEL_SUBSYSTEM"),
        Device = field("_KERNEL_DEVICE"),
    };

    /// <summary>
    /// Any user may call himself <c>kernel</c>, and root may write so to /dev/kmsg: the kernel's own lines are those that came from there with facility 0, which
    /// no program can give.
    /// </summary>
    private static string ProgramOf(Func<string, string?> field, bool acceptPrograms)
    {
        var transport = field("_TRANSPORT");
        var named = field("SYSLOG_IDENTIFIER") ?? (transport == "kernel" ? "" : field("_COMM") ?? "");
        var isKernel = transport is null or "kernel" && field("SYSLOG_FACILITY") is null or "0";
        return named != "kernel" || acceptPrograms || isKernel ? named : "";
    }
}
