using Watchkeeper.Core.Contracts;

namespace Watchkeeper.Metrics.Query;

/// <summary>
/// The stretches in which nothing could be recorded, because the host was off, asleep or unwatched: no line is drawn through them, and no rate is
/// taken across them. Milliseconds, in rising order, none overlapping another.
/// </summary>
internal sealed class Absences(long[] from, long[] to)
{
    /// <summary>An absence of less than this part of a window (a tenth) is nothing to it.</summary>
    private const long Noticed = 10;

    private const long Counted = 100;

    /// <summary>The last sign of life is noted less often than samples are taken: one that lies behind it stands for this long, and not for minutes.</summary>
    private const long Moment = 10_000;

    public static Absences None { get; } = new([], []);

    /// <summary>What the rooms know now, made anew only where they know something else.</summary>
    public static Func<Absences> Of(IEnumerable<IAbsences> sources)
    {
        // Asked for with the first query: uptime itself is made after the store.
        var source = new Lazy<IAbsences?>(sources.FirstOrDefault);
        (IReadOnlyList<Absence> Known, Absences Made) last = ([], None);
        return () =>
        {
            var known = source.Value?.All ?? [];
            var (before, made) = last;
            if (!ReferenceEquals(known, before))
            {
                made = new Absences(
                    [.. known.Select(absence => absence.From.Microseconds / 1000)], [.. known.Select(absence => absence.To.Microseconds / 1000)]);
                last = (known, made);
            }

            return made;
        };
    }

    /// <summary>Whether a sample cannot stand for a later moment, because nothing was recorded between them.</summary>
    /// <param name="isCoarse">Whether the sample is that of a whole period, which goes on behind a short absence.</param>
    public bool Part(long sample, long moment, bool isCoarse)
    {
        var at = LastBefore(moment);
        if (at < 0 || (isCoarse && moment >= to[at]))
        {
            return false;
        }

        return isCoarse || sample <= from[at] || (sample < to[at] && moment - sample >= Moment);
    }

    /// <summary>Whether the window that ends at a moment ends in an absence that is long enough to be seen.</summary>
    public bool Cover(long start, long end)
    {
        var at = LastBefore(end);
        return at >= 0 && end < to[at] && to[at] - from[at] >= (end - start) / Noticed;
    }

    /// <summary>
    /// Where the window of a rate begins: behind the last absence that counts in it (a hundredth of it and more), because what was counted before belongs to
    /// another time, and what the kernel counted between its start and the first sample to none.
    /// </summary>
    public long Since(long start, long end)
    {
        for (var at = LastBefore(end); at >= 0 && to[at] > start; at--)
        {
            if (to[at] - from[at] >= (end - start) / Counted)
            {
                return to[at];
            }
        }

        return start;
    }

    /// <summary>The last absence that began before a moment, or −1.</summary>
    private int LastBefore(long moment) => Series.SampleBuffer.LowerBound(from, moment) - 1;
}
