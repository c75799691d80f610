using Watchkeeper.Core.Time;

namespace Watchkeeper.Metrics.Series;

/// <summary>A stretch of one boot on which wall clock and boot time lie on one straight line.</summary>
/// <param name="Boot">The boot during which it was recorded.</param>
/// <param name="Offset">Wall clock minus boot time, milliseconds.</param>
/// <param name="Trusted">Whether the wall clock was known to be right.</param>
internal readonly record struct Era(Guid Boot, long Offset, bool Trusted)
{
    /// <summary>What a wrong clock may drift before it counts as another one.</summary>
    private const long Drift = 1000;

    /// <summary>Of times that are known to be right, whatever boot they are from.</summary>
    public static Era Right { get; } = new(Guid.Empty, 0, Trusted: true);

    public static Era Of(Guid boot, Moment moment) =>
        new(boot, (moment.Wall.Microseconds / 1000) - (long)moment.SinceBoot.TotalMilliseconds, moment.Trusted);

    /// <summary>Whether a sample of <paramref name="next"/> may stand in one segment with samples of this one. Right times may stand with any right times.</summary>
    public bool Continues(Era next) =>
        Trusted == next.Trusted && (Trusted || (Boot == next.Boot && Math.Abs(Offset - next.Offset) <= Drift));
}

/// <summary>Samples of one era. Times are milliseconds since 1970, in rising order, no time twice.</summary>
internal sealed class Segment(Era era)
{
    private long[] _times = new long[8];
    private double[] _values = new double[8];

    public Era Era { get; private set; } = era;

    public int Count { get; private set; }

    public ReadOnlySpan<long> Times => _times.AsSpan(0, Count);

    public ReadOnlySpan<double> Values => _values.AsSpan(0, Count);

    /// <summary>Adds a sample at its place in time; of two samples of one time the later one counts.</summary>
    public void Add(long time, double value)
    {
        if (Count == _times.Length)
        {
            Array.Resize(ref _times, Count * 2);
            Array.Resize(ref _values, Count * 2);
        }

        if (Count == 0 || time > _times[Count - 1])
        {
            (_times[Count], _values[Count]) = (time, value);
            Count++;
            return;
        }

        var at = Array.BinarySearch(_times, 0, Count, time);
        if (at < 0)
        {
            at = ~at;
            Array.Copy(_times, at, _times, at + 1, Count - at);
            Array.Copy(_values, at, _values, at + 1, Count - at);
            Count++;
        }

        (_times[at], _values[at]) = (time, value);
    }

    /// <summary>Whether there is a sample between two times, both included.</summary>
    public bool Has(long from, long to)
    {
        var at = SampleBuffer.LowerBound(Times, from);
        return at < Count && _times[at] <= to;
    }

    /// <summary>Moves its times onto the right clock of the same boot.</summary>
    public void Ground(Era trusted)
    {
        if (Era.Trusted || Era.Boot != trusted.Boot)
        {
            return;
        }

        foreach (ref var time in _times.AsSpan(0, Count))
        {
            time += trusted.Offset - Era.Offset;
        }

        Era = trusted;
    }
}
