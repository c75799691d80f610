using System.Buffers.Text;

namespace Watchkeeper.Metrics.Statsd;

/// <summary>What a line does.</summary>
internal enum StatsdType
{
    Counter,
    Timer,
    Gauge,
    Set,
}

/// <summary>One value of a line, without copies: the spans are valid while it is handled.</summary>
internal readonly ref struct StatsdValue(
    ReadOnlySpan<byte> name, ReadOnlySpan<byte> tags, StatsdType type, ReadOnlySpan<byte> text, double number, in StatsdFields fields)
{
    public readonly ReadOnlySpan<byte> Name = name;

    /// <summary>Between <c>|#</c> and the next field: <c>key:value,tag</c>.</summary>
    public readonly ReadOnlySpan<byte> Tags = tags;

    public readonly StatsdType Type = type;

    /// <summary>The value as it was sent: a set's member, and the sign of a gauge.</summary>
    public readonly ReadOnlySpan<byte> Text = text;

    public readonly double Number = number;

    /// <summary>The share that was sampled, above 0 and at most what the sender said.</summary>
    public readonly double Rate = fields.Rate;

    /// <summary>When it was measured (milliseconds since 1970), where the sender says so; 0 for now.</summary>
    public readonly long Time = fields.Time;
}

/// <summary>What stands behind a value's type, as far as it changes what becomes of the value.</summary>
internal struct StatsdFields()
{
    public double Rate = 1;

    public long Time;

    /// <summary>Whether all that was read makes sense.</summary>
    public bool AreGood = true;
}

/// <summary>Takes the values of lines.</summary>
internal interface IStatsdSink
{
    void Take(in StatsdValue value);

    /// <summary>The whole line of a value that makes no sense.</summary>
    void TakeBadLine(ReadOnlySpan<byte> line);

    /// <summary>A line that begins with <c>_e{</c> or <c>_sc|</c>.</summary>
    void TakeDogStatsd(ReadOnlySpan<byte> line);
}

/// <summary>
/// Reads statsd's lines as its reference server does (<c>name:value|type|@rate|#tags</c>, several values a line as <c>a:1|c:2|c</c>), and DogStatsD 1.0 to
/// 1.6 (<c>a:1:2:3|d</c>, fields in any order, unknown fields passed over). Where the two contradict each other docs/statsd.md says which one is followed.
/// </summary>
internal static class StatsdLine
{
    /// <summary>The last second of the year 9999.</summary>
    private const long LatestTime = 253_402_300_800;

    /// <summary>Reads the lines of a datagram; returns how many there were that are not empty.</summary>
    public static int ReadAll<T>(ReadOnlySpan<byte> datagram, T sink)
        where T : IStatsdSink
    {
        var lines = 0;
        while (!datagram.IsEmpty)
        {
            var end = datagram.IndexOf((byte)'\n');
            var line = end < 0 ? datagram : datagram[..end];
            datagram = end < 0 ? [] : datagram[(end + 1)..];
            if (line is [.., (byte)'\r'])
            {
                line = line[..^1];
            }

            if (!line.IsEmpty)
            {
                lines++;
                Read(line, sink);
            }
        }

        return lines;
    }

    public static void Read<T>(ReadOnlySpan<byte> line, T sink)
        where T : IStatsdSink
    {
        if (line[0] == '_' && (line.StartsWith("_e{"u8) || line.StartsWith("_sc|"u8)))
        {
            sink.TakeDogStatsd(line);
            return;
        }

        var colon = line.IndexOf((byte)':');
        var tags = Tags(line);
        if (colon <= 0 || line[..colon].Contains((byte)'|'))
        {
            sink.TakeBadLine(line);
            return;
        }

        var name = line[..colon];
        var rest = line[(colon + 1)..];
        while (ReadPiece(line, name, tags, ref rest, sink))
        {
        }
    }

    /// <summary>One <c>value|type|fields</c>; returns whether another follows.</summary>
    private static bool ReadPiece<T>(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name, ReadOnlySpan<byte> tags, ref ReadOnlySpan<byte> rest, T sink)
        where T : IStatsdSink
    {
        var bar = rest.IndexOf((byte)'|');
        if (bar < 0)
        {
            sink.TakeBadLine(line);
            return false;
        }

        var values = rest[..bar];
        rest = rest[(bar + 1)..];
        var typeEnd = rest.IndexOfAny((byte)'|', (byte)':');
        var type = typeEnd < 0 ? rest : rest[..typeEnd];
        var more = typeEnd >= 0 && rest[typeEnd] == ':';
        rest = typeEnd < 0 ? [] : rest[(typeEnd + 1)..];
        var fields = new StatsdFields();
        while (!more && !rest.IsEmpty)
        {
            more = ReadField(ref rest, ref fields);
        }

        if (fields.AreGood)
        {
            TakeValues(line, name, tags, values, type, fields, sink);
        }
        else
        {
            sink.TakeBadLine(line);
        }

        return more;
    }

    /// <summary>A field behind the type; returns whether another value begins behind it.</summary>
    private static bool ReadField(ref ReadOnlySpan<byte> rest, ref StatsdFields fields)
    {
        var end = rest.IndexOf((byte)'|');
        var field = end < 0 ? rest : rest[..end];
        if (field is not [(byte)'@', ..])
        {
            if (field is [(byte)'T', ..])
            {
                var isTime = Utf8Parser.TryParse(field[1..], out long seconds, out var used) && used == field.Length - 1 && seconds is > 0 and < LatestTime;
                fields.Time = seconds * 1000;
                fields.AreGood &= isTime;
            }

            // Tags were found before; a container and whatever later versions bring do not change the value.
            rest = end < 0 ? [] : rest[(end + 1)..];
            return false;
        }

        var colon = field.IndexOf((byte)':');
        var text = colon < 0 ? field[1..] : field[1..colon];

        // A sign, zero or infinity would make a count without end, and "@+0.5" is what kills the reference server.
        fields.AreGood &= text is [(>= (byte)'0' and <= (byte)'9') or (byte)'.', ..] && StatsdNumber.TryParse(text, out fields.Rate)
            && fields.Rate > 0 && double.IsFinite(fields.Rate);
        rest = colon >= 0 ? rest[(colon + 1)..] : end < 0 ? [] : rest[(end + 1)..];
        return colon >= 0;
    }

    private static void TakeValues<T>(
        ReadOnlySpan<byte> line,
        ReadOnlySpan<byte> name,
        ReadOnlySpan<byte> tags,
        ReadOnlySpan<byte> values,
        ReadOnlySpan<byte> type,
        in StatsdFields fields,
        T sink)
        where T : IStatsdSink
    {
        if (type is [(byte)'s'])
        {
            sink.Take(new(name, tags, StatsdType.Set, values, 0, fields));
            return;
        }

        var isTime = type is [(byte)'m', (byte)'s'];
        var kind = type is [(byte)'g'] ? StatsdType.Gauge : isTime || type is [(byte)'h' or (byte)'d'] ? StatsdType.Timer : StatsdType.Counter;
        if (type.IsEmpty)
        {
            sink.TakeBadLine(line);
            return;
        }

        while (true)
        {
            var colon = values.IndexOf((byte)':');
            var value = colon < 0 ? values : values[..colon];

            // What is not finite, or would not be once it is scaled up, would spoil every sum that it goes into.
            if (StatsdNumber.TryParse(value, out var number) && !(isTime && number < 0) && double.IsFinite(number / fields.Rate))
            {
                sink.Take(new(name, tags, kind, value, number, fields));
            }
            else
            {
                sink.TakeBadLine(line);
            }

            if (colon < 0)
            {
                return;
            }

            values = values[(colon + 1)..];
        }
    }

    private static ReadOnlySpan<byte> Tags(ReadOnlySpan<byte> line)
    {
        var start = line.IndexOf("|#"u8);
        if (start < 0)
        {
            return [];
        }

        var tags = line[(start + 2)..];
        var end = tags.IndexOf((byte)'|');
        return end < 0 ? tags : tags[..end];
    }
}
