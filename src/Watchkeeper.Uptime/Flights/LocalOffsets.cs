namespace Watchkeeper.Uptime.Flights;

/// <summary>
/// The offset of local time from UTC, looked up in the time zone once for each stretch of time in which it stays the same: reports ask for it a million
/// times, in an order that hardly ever leaves the stretch.
/// </summary>
internal sealed class LocalOffsets(TimeZoneInfo zone)
{
    private const long Day = 86_400;
    private const long StretchLimit = 400 * Day;
    private const long Earliest = -62_135_596_800 + (2 * Day);
    private const long Latest = 253_402_300_799 - (2 * Day);

    private long _from = 1;
    private long _to;
    private long _offset;

    /// <summary>Seconds to add to Unix seconds to get local time.</summary>
    public long At(long unixSeconds)
    {
        if (unixSeconds < _from || unixSeconds >= _to)
        {
            Find(unixSeconds);
        }

        return _offset;
    }

    private void Find(long at)
    {
        _offset = Ask(at);
        _from = Edge(at, -Day);
        _to = Edge(at, Day);
    }

    /// <summary>Walks by days until the offset differs, then halves down to the second. No zone changes twice in a day.</summary>
    private long Edge(long at, long step)
    {
        var same = at;
        for (var walked = 0L; walked < StretchLimit; walked += Day)
        {
            var other = Math.Clamp(same + step, Earliest, Latest);
            if (Ask(other) == _offset)
            {
                if (other == same)
                {
                    break;
                }

                same = other;
                continue;
            }

            while (Math.Abs(other - same) > 1)
            {
                var middle = same + ((other - same) / 2);
                if (Ask(middle) == _offset)
                {
                    same = middle;
                }
                else
                {
                    other = middle;
                }
            }

            return Math.Max(same, other);
        }

        return same;
    }

    private long Ask(long unixSeconds) =>
        (long)zone.GetUtcOffset(DateTime.UnixEpoch.AddSeconds(Math.Clamp(unixSeconds, Earliest, Latest))).TotalSeconds;
}
