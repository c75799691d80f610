using System.Runtime.CompilerServices;

namespace Watchkeeper.Uptime.Flights;

/// <summary>
/// Writes the words of the report as bytes: times as Python's <c>datetime.fromtimestamp(t).strftime('%Y-%m-%d %H:%M:%S')</c> and durations as its
/// <c>str(timedelta(seconds=x))</c> print them. Methods are compiled for speed at once, since a report is over before the runtime would do it by itself.
/// </summary>
internal sealed class ReportWriter(Stream output, TimeZoneInfo zone)
{
    private const int LongestLine = 256;

    private readonly byte[] _buffer = new byte[1 << 17];
    private readonly byte[] _date = new byte[16];
    private readonly LocalOffsets _offsets = new(zone);
    private int _used;
    private int _dateLength;
    private long _day = long.MinValue;

    /// <summary>Writes one line: the words before the number, the number, a stretch of time (a start before all time is <c>-INF</c>), and its length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Line(ReadOnlySpan<byte> words, long number, double begin, double end)
    {
        if (_used > _buffer.Length - LongestLine)
        {
            Flush();
        }

        var at = Text(_buffer, _used, words);
        at = Number(_buffer, at, number);
        at = Text(_buffer, at, ": "u8);
        at = double.IsNegativeInfinity(begin) ? Text(_buffer, at, "-INF"u8) : Time(at, begin);
        at = Text(_buffer, at, " => "u8);
        at = Time(at, end);
        at = Text(_buffer, at, " ("u8);
        at = double.IsNegativeInfinity(begin) ? Text(_buffer, at, "INF"u8) : Duration(_buffer, at, end - begin);
        _used = Text(_buffer, at, ")\n"u8);
    }

    public void EmptyLine()
    {
        if (_used == _buffer.Length)
        {
            Flush();
        }

        _buffer[_used++] = (byte)'\n';
    }

    public void Flush()
    {
        output.Write(_buffer, 0, _used);
        _used = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Time(int at, double unixSeconds)
    {
        var (seconds, microseconds) = Split(unixSeconds);
        if (microseconds < 0)
        {
            seconds--;
        }

        var local = seconds + _offsets.At(seconds);
        var day = local >= 0 ? local / 86_400 : -((-local + 86_399) / 86_400);
        if (day != _day)
        {
            FormatDate(day);
        }

        _date.AsSpan(0, _dateLength).CopyTo(_buffer.AsSpan(at));
        at += _dateLength;
        return Clock(_buffer, at, (int)(local - (day * 86_400)), padHour: true);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Duration(byte[] buffer, int at, double length)
    {
        var (seconds, microseconds) = Split(length);
        var days = seconds / 86_400;
        if (days != 0)
        {
            at = Number(buffer, at, days);
            at = Text(buffer, at, days == 1 ? " day, "u8 : " days, "u8);
        }

        at = Clock(buffer, at, (int)(seconds - (days * 86_400)), padHour: false);
        if (microseconds != 0)
        {
            buffer[at] = (byte)'.';
            for (var digit = 6; digit > 0; digit--)
            {
                buffer[at + digit] = (byte)('0' + (microseconds % 10));
                microseconds /= 10;
            }

            at += 7;
        }

        return at;
    }

    /// <summary>Whole seconds towards zero and microseconds of the same sign, a half microsecond rounded to even.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (long Seconds, long Microseconds) Split(double value)
    {
        var whole = Math.Truncate(value);
        var microseconds = (long)Math.Round((value - whole) * 1e6);
        var seconds = (long)whole;
        return microseconds switch
        {
            >= 1_000_000 => (seconds + 1, 0),
            <= -1_000_000 => (seconds - 1, 0),
            _ => (seconds, microseconds),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Clock(byte[] buffer, int at, int second, bool padHour)
    {
        var hour = second / 3600;
        var minute = second / 60 % 60;
        second %= 60;
        if (padHour || hour >= 10)
        {
            buffer[at++] = (byte)('0' + (hour / 10));
        }

        buffer[at] = (byte)('0' + (hour % 10));
        buffer[at + 1] = (byte)':';
        buffer[at + 2] = (byte)('0' + (minute / 10));
        buffer[at + 3] = (byte)('0' + (minute % 10));
        buffer[at + 4] = (byte)':';
        buffer[at + 5] = (byte)('0' + (second / 10));
        buffer[at + 6] = (byte)('0' + (second % 10));
        return at + 7;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Text(byte[] buffer, int at, ReadOnlySpan<byte> text)
    {
        text.CopyTo(buffer.AsSpan(at));
        return at + text.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Number(byte[] buffer, int at, long value)
    {
        if (value < 0)
        {
            buffer[at++] = (byte)'-';
            value = -value;
        }

        var digits = 1;
        for (var rest = value; rest >= 10; rest /= 10)
        {
            digits++;
        }

        for (var i = at + digits - 1; i >= at; i--)
        {
            buffer[i] = (byte)('0' + (value % 10));
            value /= 10;
        }

        return at + digits;
    }

    private void FormatDate(long day)
    {
        var date = DateTime.UnixEpoch.AddDays(day);
        _day = day;
        _dateLength = Number(_date, 0, date.Year);
        _date[_dateLength++] = (byte)'-';
        _date[_dateLength++] = (byte)('0' + (date.Month / 10));
        _date[_dateLength++] = (byte)('0' + (date.Month % 10));
        _date[_dateLength++] = (byte)'-';
        _date[_dateLength++] = (byte)('0' + (date.Day / 10));
        _date[_dateLength++] = (byte)('0' + (date.Day % 10));
        _date[_dateLength++] = (byte)' ';
    }
}
