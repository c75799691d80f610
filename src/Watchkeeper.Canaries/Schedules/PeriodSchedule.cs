using Watchkeeper.Core.Time;

namespace Watchkeeper.Canaries.Schedules;

/// <summary>A fixed number of seconds after each ping.</summary>
internal sealed class PeriodSchedule : Schedule
{
    private readonly TimeSpan _period;

    private PeriodSchedule(string text, double seconds)
        : base(text)
    {
        Seconds = seconds;
        _period = WallTime.Span(seconds);
    }

    public double Seconds { get; }

    public static Schedule? Read(string text, double seconds, out ScheduleError? error)
    {
        error = seconds == 0
            ? new ScheduleError("TypeError", "numeric periodicities must be positive", "A number of seconds must be positive.")
            : WallTime.TooLong(seconds);
        return error is null ? new PeriodSchedule(text, seconds) : null;
    }

    public override Instant? Deadline(Instant whence) => WallTime.Add(whence, _period);

    public override TimeSpan PeriodAfter(Instant deadline) => _period;

    public override IReadOnlyList<Period> Preview(Instant from) => [new Period(from, WallTime.Add(from, _period), Seconds)];

}
