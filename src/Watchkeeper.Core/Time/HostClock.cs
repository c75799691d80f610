using System.Runtime.CompilerServices;

namespace Watchkeeper.Core.Time;

/// <summary>
/// The host's clocks. Intervals, time-outs and deadlines run on boot time, so a step of the wall clock neither fires nor
/// hides anything: <see cref="GetTimestamp"/> is boot time, and timers are boot-time timers that go on through suspend.
/// </summary>
public abstract class HostClock : TimeProvider
{
    /// <summary>Identifies this run of the kernel (<c>/proc/sys/kernel/random/boot_id</c>).</summary>
    public abstract Guid BootId { get; }

    /// <summary>The UTC wall clock, which may be wrong and may step.</summary>
    public abstract Instant Now { get; }

    /// <summary>CLOCK_BOOTTIME: time since the kernel started, suspend included. Never steps.</summary>
    public abstract TimeSpan Uptime { get; }

    /// <summary>CLOCK_MONOTONIC: time since the kernel started, suspend left out; <c>Uptime - AwakeTime</c> is the time suspended.</summary>
    public abstract TimeSpan AwakeTime { get; }

    /// <summary>How long the host has been suspended in this boot; the two clocks are not read at one instant, so a millisecond is none.</summary>
    public TimeSpan Suspended
    {
        get
        {
            var awake = AwakeTime;
            var suspended = Uptime - awake;
            return suspended < TimeSpan.FromMilliseconds(1) ? TimeSpan.Zero : suspended;
        }
    }

    /// <summary>Whether the wall clock is synchronised, or comes from a real-time clock that never stepped.</summary>
    public abstract bool IsTrusted { get; }

    /// <summary>
    /// The wall clock was set: by how much (new minus old), and where the clocks stand now. Raised on the clock's own thread: handlers hand over and return.
    /// </summary>
    public abstract event Action<ClockStep>? Stepped;

    /// <summary>
    /// The wall clock became trusted: once in an ordinary boot, again where it was set by hand and synchronised later. Raised on the clock's own thread.
    /// </summary>
    public abstract event Action<Moment>? BecameTrusted;

    /// <summary>The clocks of the host this program runs on; the program's root opens them once.</summary>
    public static HostClock Open() => OperatingSystem.IsLinux() ? new LinuxHostClock() : new PortableHostClock();

    /// <summary>
    /// Ticks every <paramref name="period"/> of boot time, the first one after a period, and ends without an exception when cancelled. A tick that was
    /// missed (a suspend, a slow body) is not made up for: the next one comes at the next multiple of the period.
    /// </summary>
    public async IAsyncEnumerable<Moment> Every(TimeSpan period, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(period, TimeSpan.Zero);
        var due = Uptime + period;
        while (true)
        {
            var wait = due - Uptime;
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, this, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            if (cancellation.IsCancellationRequested)
            {
                yield break;
            }

            var now = Read();
            yield return now;
            due += period * Math.Max(1, Math.Ceiling((Uptime - due) / period));
        }
    }

    /// <summary>One consistent reading of wall clock, boot time and trust.</summary>
    public virtual Moment Read() => new(Now, Uptime, IsTrusted);

    public sealed override DateTimeOffset GetUtcNow() => Now.ToDateTimeOffset();

    public sealed override long GetTimestamp() => Uptime.Ticks;

    public sealed override long TimestampFrequency => TimeSpan.TicksPerSecond;
}

/// <summary>A step of the wall clock.</summary>
/// <param name="Delta">New wall time minus old wall time.</param>
/// <param name="After">The clocks just after the step.</param>
public readonly record struct ClockStep(TimeSpan Delta, Moment After);
