using System.Buffers.Text;
using System.Text;
using Watchkeeper.Core.Events;

namespace Watchkeeper.Logs.Kmsg;

/// <summary>
/// One record of /dev/kmsg (Documentation/ABI/testing/dev-kmsg): <c>priority,sequence,microseconds,flags[,…];text</c>, then lines that begin with a space
/// and name a key and a value. Bytes that are no printable ASCII stand as <c>\xNN</c>.
/// </summary>
/// <param name="Sequence">Rises by one with each record: a gap is what the ring lost.</param>
/// <param name="Facility">Syslog's facility; 0 is the kernel, everything else was written by a program.</param>
public readonly record struct KmsgRecord(long Sequence, int Facility, LogRecord Record)
{
    /// <summary>Parses one record; false when the bytes are none.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out KmsgRecord record)
    {
        record = default;
        var semicolon = bytes.IndexOf((byte)';');
        if (semicolon < 0
            || !Number(bytes[..semicolon], 0, out var priority)
            || !Number(bytes[..semicolon], 1, out var sequence)
            || !Number(bytes[..semicolon], 2, out var microseconds)
            || priority is < 0 or > 1023 || microseconds is < 0 or > long.MaxValue / 10)
        {
            return false;
        }

        var rest = bytes[(semicolon + 1)..];
        var end = rest.IndexOf((byte)'\n');
        var text = Unescape(end < 0 ? rest : rest[..end]);
        var keys = end < 0 ? [] : rest[(end + 1)..];
        var facility = (int)(priority >> 3);
        var program = "kernel";
        if (facility != 0)
        {
            (program, text) = Tagged(text);
        }

        record = new KmsgRecord(sequence, facility, new LogRecord(text)
        {
            Program = program,
            Priority = (Severity)(priority & 7),
            KernelTime = TimeSpan.FromMicroseconds(microseconds),
            Subsystem = Value(keys, "SUBSYSTEM"u8),
            Device = Value(keys, "DEVICE"u8),
        });
        return true;
    }

    private static bool Number(ReadOnlySpan<byte> head, int index, out long number)
    {
        for (var i = 0; i < index; i++)
        {
            var comma = head.IndexOf((byte)',');
            head = comma < 0 ? [] : head[(comma + 1)..];
        }

        return Utf8Parser.TryParse(head, out number, out var used) && used > 0;
    }

    private static string? Value(ReadOnlySpan<byte> keys, ReadOnlySpan<byte> name)
    {
        foreach (var line in keys.Split((byte)'\n'))
        {
            var pair = keys[line].TrimStart((byte)' ');
            if (pair.Length > name.Length && pair.StartsWith(name) && pair[name.Length] == '=')
            {
                return Unescape(pair[(name.Length + 1)..]);
            }
        }

        return null;
    }

    /// <summary>
    /// What programs write through /dev/kmsg begins, as in syslog, with their name: <c>systemd[1]: text</c>. One that calls itself the kernel is not: its lines
    /// have facility 0, which no program can write.
    /// </summary>
    private static (string Program, string Text) Tagged(string text)
    {
        var colon = text.IndexOf(": ", StringComparison.Ordinal);
        if (colon <= 0 || text.AsSpan(0, colon).ContainsAny(' ', '\n'))
        {
            return ("", text);
        }

        var bracket = text.IndexOf('[', StringComparison.Ordinal);
        var program = text[..(bracket > 0 && bracket < colon ? bracket : colon)];
        return program == "kernel" ? ("", text) : (program, text[(colon + 2)..]);
    }

    private static string Unescape(ReadOnlySpan<byte> text)
    {
        if (!text.Contains((byte)'\\'))
        {
            return Encoding.UTF8.GetString(text);
        }

        var plain = text.Length <= 1024 ? stackalloc byte[text.Length] : new byte[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 3 < text.Length && text[i + 1] == 'x' && Utf8Parser.TryParse(text.Slice(i + 2, 2), out byte value, out var used, 'X') && used == 2)
            {
                plain[length++] = value;
                i += 3;
            }
            else
            {
                plain[length++] = text[i];
            }
        }

        return Encoding.UTF8.GetString(plain[..length]);
    }
}
