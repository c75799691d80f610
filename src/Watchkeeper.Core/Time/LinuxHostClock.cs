using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Watchkeeper.Core.Time;

/// <summary>
/// Linux's clocks. One thread, started with the first timer or listener, waits on a boot-time timer for all timers and on a real-time timer that the
/// kernel cancels when the wall clock is set. Slewing moves both clocks alike, so <c>wall - boot</c> changes by steps alone.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class LinuxHostClock : HostClock, IDisposable
{
    /// <summary>Smaller steps than this cannot be told from the time that passes between reading two clocks on a loaded host.</summary>
    private static readonly TimeSpan SmallestStep = TimeSpan.FromMilliseconds(10);

    /// <summary>How often it is judged whether the wall clock is right: synchronisation gives no sign of its own.</summary>
    private static readonly TimeSpan ExaminationPeriod = TimeSpan.FromSeconds(5);

    private readonly ClockTrust _trust;
    private readonly TimerQueue _timers;
    private readonly int _bootTimer;
    private readonly int _setTimer;
    private readonly Lazy<Thread> _thread;
    private TimeSpan _offset;
    private TimeSpan _judged;
    private bool _seenStep;
    private volatile bool _trusted;
    private volatile bool _disposed;
    private Action<ClockStep>? _stepped;
    private Action<Moment>? _becameTrusted;

    public LinuxHostClock(string root = "/")
    {
        BootId = ReadBootId(root);
        _trust = new ClockTrust(root, Libc.IsSynchronised);
        _bootTimer = Created(Libc.TimerCreate(Libc.ClockBootTime, Libc.TimerNonBlocking | Libc.TimerCloseOnExec));
        _setTimer = Created(Libc.TimerCreate(Libc.ClockRealtime, Libc.TimerNonBlocking | Libc.TimerCloseOnExec));
        _timers = new TimerQueue(() => Uptime, Arm);
        _thread = new Lazy<Thread>(StartThread);
        var (wall, boot) = ReadBoth();
        _offset = wall - Instant.Epoch - boot;
        _trusted = _trust.Judge(wall, stepped: false);
    }

    public override Guid BootId { get; }

    /// <summary>Through the runtime rather than the C library's symbol, so that a preloaded <c>libfaketime</c> is obeyed.</summary>
#pragma warning disable RS0030 // This is the clock that everybody else is told to take.
    public override Instant Now => Instant.From(DateTimeOffset.UtcNow);
#pragma warning restore RS0030

    public override TimeSpan Uptime => Libc.Read(Libc.ClockBootTime);

    public override TimeSpan AwakeTime => Libc.Read(Libc.ClockMonotonic);

    public override bool IsTrusted => _trusted;

    public override event Action<ClockStep>? Stepped
    {
        add
        {
            _stepped += value;
            _ = _thread.Value;
        }

        remove => _stepped -= value;
    }

    public override event Action<Moment>? BecameTrusted
    {
        add
        {
            _becameTrusted += value;
            _ = _thread.Value;
        }

        remove => _becameTrusted -= value;
    }

    public override Moment Read()
    {
        var (wall, boot) = ReadBoth();
        return new Moment(wall, boot, _trusted);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = _timers.Add(callback, state, dueTime, period);
        _ = _thread.Value;
        return timer;
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        Arm(TimeSpan.FromTicks(1));
        if (_thread.IsValueCreated)
        {
            _thread.Value.Join();
        }

        _ = Libc.Close(_bootTimer);
        _ = Libc.Close(_setTimer);
    }

    private static Guid ReadBootId(string root) =>
        Guid.Parse(File.ReadAllText(Path.Combine(root, "proc/sys/kernel/random/boot_id")).Trim());

    private static int Created(int descriptor) =>
        descriptor >= 0 ? descriptor : throw new Win32Exception(Marshal.GetLastPInvokeError());

    /// <summary>Wall and boot time of one instant: read again when the thread was held up between the two readings.</summary>
    private (Instant Wall, TimeSpan Boot) ReadBoth()
    {
        for (var attempt = 0; ; attempt++)
        {
            var before = Uptime;
            var wall = Now;
            var after = Uptime;
            if (after - before < TimeSpan.FromMicroseconds(50) || attempt == 5)
            {
                return (wall, before + ((after - before) / 2));
            }
        }
    }

    private Thread StartThread()
    {
        var thread = new Thread(Run) { IsBackground = true, Name = "clock" };
        ArmCancelOnSet();
        thread.Start();
        return thread;
    }

    private unsafe void Run()
    {
        using var examinations = _timers.Add(static _ => { }, null, ExaminationPeriod, ExaminationPeriod);
        Span<Polled> descriptors = [new(_bootTimer, Poll.Readable), new(_setTimer, Poll.Readable)];
        while (!_disposed)
        {
            _ = Poll.Wait(descriptors, -1);
            ulong count;
            _ = Libc.ReadDescriptor(_bootTimer, &count, sizeof(ulong));
            if (Libc.ReadDescriptor(_setTimer, &count, sizeof(ulong)) < 0 && (descriptors[1].Returned & Poll.Readable) != 0)
            {
                ArmCancelOnSet();
            }

            Examine();
            while (!_disposed && _timers.TakeDue(Uptime) is { } timer)
            {
                ThreadPool.UnsafeQueueUserWorkItem(timer, preferLocal: false);
            }
        }
    }

    /// <summary>Looks for a step and for a change of trust, and tells the listeners.</summary>
    private void Examine()
    {
        var (wall, boot) = ReadBoth();
        var delta = wall - Instant.Epoch - boot - _offset;
        var stepped = delta.Duration() >= SmallestStep;
        if (stepped)
        {
            _offset += delta;
            _seenStep = true;
        }

        // Whoever waits for a timer wakes this thread often; what asks files of /sys and /run is asked when something can have changed.
        if (!stepped && boot - _judged < ExaminationPeriod)
        {
            return;
        }

        _judged = boot;
        var trusted = _trust.Judge(wall, _seenStep);
        var became = trusted && !_trusted;
        _trusted = trusted;
        var now = new Moment(wall, boot, trusted);
        if (stepped)
        {
            _stepped?.Invoke(new ClockStep(delta, now));
        }

        if (became)
        {
            _becameTrusted?.Invoke(now);
        }
    }

    private unsafe void ArmCancelOnSet()
    {
        // An expiry in the year 2200 that never comes: the timer is there to be cancelled.
        var value = new Libc.TimerSpec { Value = new Libc.TimeSpec { Seconds = unchecked((nint)Math.Min(nint.MaxValue, 7_258_118_400L)) } };
        _ = Libc.TimerSet(_setTimer, Libc.TimerAbsolute | Libc.TimerCancelOnSet, &value, null);
    }

    private unsafe void Arm(TimeSpan? due)
    {
        // All zero would disarm the timer, so a due time in the past is set to the first moment after boot.
        var value = new Libc.TimerSpec
        {
            Value = due is { } at ? Libc.TimeSpec.From(_disposed || at <= TimeSpan.Zero ? TimeSpan.FromTicks(1) : at) : default,
        };
        _ = Libc.TimerSet(_bootTimer, Libc.TimerAbsolute, &value, null);
    }
}
