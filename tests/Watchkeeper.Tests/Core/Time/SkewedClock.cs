using Watchkeeper.Core.Time;

namespace Watchkeeper.Tests.Core.Time;

/// <summary>This host's clocks, with a wall clock that is wrong.</summary>
internal sealed class SkewedClock(TimeSpan skew) : HostClock
{
    private static readonly HostClock Real = Open();

    public override event Action<ClockStep>? Stepped
    {
        add { }
        remove { }
    }

    public override event Action<Moment>? BecameTrusted
    {
        add { }
        remove { }
    }

    public override Guid BootId => Real.BootId;

    public override Instant Now => Real.Now + skew;

    public override TimeSpan Uptime => Real.Uptime;

    public override TimeSpan AwakeTime => Real.AwakeTime;

    public override bool IsTrusted => true;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => Real.CreateTimer(callback, state, dueTime, period);
}
