using Watchkeeper.Core.Time;
using Watchkeeper.Watches.Conditions;
using Watchkeeper.Watches.Matching;

namespace Watchkeeper.Watches.Replay;

/// <summary>
/// One watch fed with lines or values from anywhere, on a virtual clock: the stamps of the lines. The same evaluator as in the daemon, so what it
/// says here is what it would have said there.
/// </summary>
internal sealed class LineReplay
{
    private readonly LineEngine _engine;
    private readonly LineTime _stamps;
    private readonly Instant _now;
    private long _clock;
    private Instant? _lastStamp;

    /// <param name="zone">The zone of stamps that say none.</param>
    /// <param name="now">For stamps that lack the year: the file is not from the future.</param>
    public LineReplay(Watch watch, TimeZoneInfo zone, Instant now, Action<Trigger> sink)
    {
        Evaluator = new Evaluator(watch with { Time = TimeBase.Event }, sink);
        (_engine, _stamps, _now) = (new LineEngine([Evaluator], zone, new MatchCount()), new LineTime(zone), now);
    }

    public Evaluator Evaluator { get; }

    /// <summary>Whether any line told its time.</summary>
    public bool HasStamps => _lastStamp is not null;

    /// <summary>The virtual clock: the latest stamp, or how far the lines without one have come.</summary>
    public Instant Now => new(Evaluator.Axis.Last == long.MinValue ? _clock : Evaluator.Axis.Last);

    /// <summary>When the next value comes.</summary>
    public long NextValueAt => _clock;

    /// <summary>Takes the next line; one without a stamp comes <paramref name="spacing"/> after the line before.</summary>
    /// <param name="facts">What the source says of it besides.</param>
    public void Take(ReadOnlySpan<char> line, TimeSpan spacing, IFacts? facts = null)
    {
        if (_stamps.TryRead(line, _now, out var stamp))
        {
            _lastStamp = stamp;
        }
        else if (_lastStamp is { } last)
        {
            // A line of a longer record, or one that was cut: as of the line before it.
            stamp = last;
        }
        else
        {
            stamp = new Instant(_clock);
            _clock += spacing.Ticks / TimeSpan.TicksPerMicrosecond;
        }

        if (Evaluator.Axis.Last == long.MinValue)
        {
            Evaluator.Begin(stamp.Microseconds);
        }

        Evaluator.Advance(Evaluator.Axis.Take(stamp.Microseconds));
        _engine.Take(line, new LineClock(stamp.Microseconds, _now) { Written = stamp, Age = TimeSpan.Zero, Latest = stamp }, facts);
    }

    /// <summary>Takes a value and what is said besides it, <paramref name="spacing"/> after the one before.</summary>
    public void TakeValue(in Reading reading, IFacts facts, TimeSpan spacing)
    {
        var now = Evaluator.Axis.Take(_clock);
        Evaluator.Begin(now);
        Evaluator.Observe(Evaluator.KeyOf(facts), new Observation(now, Part.Main, reading, facts), new LineOrigin(now, 0), TimeSpan.Zero);
        _clock += spacing.Ticks / TimeSpan.TicksPerMicrosecond;
    }
}
