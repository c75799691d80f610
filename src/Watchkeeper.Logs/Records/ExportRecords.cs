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
    internal static LogRecord OfFields(Func<string, string?> field) => new(field("MESSAGE") ?? "")
    {
        Program = field("SYSLOG_IDENTIFIER") ?? (field("_TRANSPORT") == "kernel" ? "" : field("_COMM") ?? ""),
        Priority = int.TryParse(field("PRIORITY"), NumberStyles.None, CultureInfo.InvariantCulture, out var priority) && priority < 8 ? (Severity)priority : null,
        Time = long.TryParse(field("__REALTIME_TIMESTAMP"), NumberStyles.None, CultureInfo.InvariantCulture, out var time) ? new Instant(time) : null,
        KernelTime = field("_TRANSPORT") == "kernel"
            && long.TryParse(field("_SOURCE_MONOTONIC_TIMESTAMP"), NumberStyles.None, CultureInfo.InvariantCulture, out var monotonic)
            && monotonic < long.MaxValue / 10 ? TimeSpan.FromMicroseconds(monotonic) : null,
        BootId = Guid.TryParse(field("_BOOT_ID"), out var boot) ? boot : null,
        Subsystem = field("_KERNEL_SUBSYSTEM"),
        Device = field("_KERNEL_DEVICE"),
    };
}
