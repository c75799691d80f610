using System.Collections.Concurrent;

namespace Watchkeeper.Canaries.Schedules;

/// <summary>
/// A time zone as a list of stretches with one offset, from 1970 to 2100, so that a deadline needs a binary search rather than the platform's rules.
/// </summary>
internal sealed class Zone
{
    private static readonly ConcurrentDictionary<string, Zone> Known = new(StringComparer.Ordinal);
    private static readonly TimeSpan Stride = TimeSpan.FromDays(3);

    private readonly long[] _starts;
    private readonly int[] _offsets;

    private Zone(string id, long[] starts, int[] offsets)
    {
        Id = id;
        _starts = starts;
        _offsets = offsets;
    }

    public string Id { get; }

    /// <summary>Finds a zone of the IANA database by its name; null where there is none.</summary>
    public static Zone? Find(string id)
    {
        if (Known.TryGetValue(id, out var known))
        {
            return known;
        }

        // Names of zones have a letter first and no dots: what else could name a file never reaches the file system.
        if (id.Length > 64 || id.Length == 0 || !char.IsAsciiLetter(id[0]) || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+')
            || !TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone))
        {
            return null;
        }

        return Known.GetOrAdd(id, Probe(id, zone));
    }

    /// <summary>The stretch that a second (counted from 0001-01-01 UTC) falls in.</summary>
    public Stretch At(long utcSecond)
    {
        var index = Array.BinarySearch(_starts, utcSecond);
        return Number(index < 0 ? Math.Max(~index - 1, 0) : index);
    }

    public Stretch? After(Stretch stretch) => stretch.Index + 1 < _starts.Length ? Number(stretch.Index + 1) : null;

    private Stretch Number(int index) =>
        new(index, index == 0 ? long.MinValue : _starts[index], index + 1 < _starts.Length ? _starts[index + 1] : long.MaxValue, _offsets[index]);

    private static long Second(DateTime utc) => utc.Ticks / TimeSpan.TicksPerSecond;

    private static Zone Probe(string id, TimeZoneInfo zone)
    {
        int Offset(DateTime time) => (int)zone.GetUtcOffset(time).TotalSeconds;

        var time = new DateTime(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var end = new DateTime(2100, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var starts = new List<long> { Second(time) };
        var offsets = new List<int> { Offset(time) };
        for (; time < end; time += Stride)
        {
            var next = time + Stride;
            if (Offset(next) == offsets[^1])
            {
                continue;
            }

            var (before, after) = (time, next);
            while (after - before > TimeSpan.FromSeconds(1))
            {
                var middle = before + TimeSpan.FromSeconds(Math.Floor((after - before).TotalSeconds / 2));
                (before, after) = Offset(middle) == offsets[^1] ? (middle, after) : (before, middle);
            }

            starts.Add(Second(after));
            offsets.Add(Offset(after));
        }

        return new Zone(id, [.. starts], [.. offsets]);
    }
}

/// <summary>A stretch of UTC with one offset; seconds from 0001-01-01.</summary>
/// <param name="Start">The first second.</param>
/// <param name="End">The first second after it.</param>
/// <param name="Offset">Local time minus UTC, seconds.</param>
internal readonly record struct Stretch(int Index, long Start, long End, int Offset);
