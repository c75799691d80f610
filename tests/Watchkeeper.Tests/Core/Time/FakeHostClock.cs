using Watchkeeper.Core.Time;

namespace Watchkeeper.Tests.Core.Time;

/// <summary>
/// Clocks that a test turns. Time stands still until <see cref="Advance"/>, which fires each timer at exactly its time, in order, on the test's own
/// thread. Code that runs on other threads is waited for with <see cref="TimersAsync"/>: when a loop has armed its next timer, it has done with the last.
/// </summary>
internal sealed class FakeHostClock : HostClock
{
    private readonly TimerQueue _timers;
    private readonly Lock _gate = new();
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiting = [];
    private TimeSpan _uptime;
    private TimeSpan _suspended;
    private TimeSpan _offset;
    private bool _trusted;
    private Guid _bootId;

    /// <param name="now">The wall clock at the start; 2026-01-02T03:04:05Z unless given.</param>
    /// <param name="uptime">Boot time at the start; one minute unless given.</param>
    public FakeHostClock(Instant? now = null, TimeSpan? uptime = null, bool trusted = true, Guid? bootId = null)
    {
        _uptime = uptime ?? TimeSpan.FromMinutes(1);
        _offset = (now ?? Parse("2026-01-02T03:04:05Z")) - Instant.Epoch - _uptime;
        _trusted = trusted;
        _bootId = bootId ?? new Guid("b0070000-0000-4000-8000-000000000001");
        _timers = new TimerQueue(() => Uptime, _ => Wake());
    }

    public override Guid BootId => _bootId;

    public override Instant Now
    {
        get
        {
            lock (_gate)
            {
                return Instant.Epoch + _offset + _uptime;
            }
        }
    }

    public override TimeSpan Uptime
    {
        get
        {
            lock (_gate)
            {
                return _uptime;
            }
        }
    }

    public override TimeSpan AwakeTime
    {
        get
        {
            lock (_gate)
            {
                return _uptime - _suspended;
            }
        }
    }

    public override bool IsTrusted => _trusted;

    /// <summary>How many timers are armed.</summary>
    public int ArmedTimers => _timers.Count;

    public override event Action<ClockStep>? Stepped;

    public override event Action<Moment>? BecameTrusted;

    public static Instant Parse(string time) => Instant.From(DateTimeOffset.Parse(time));

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _timers.Add(callback, state, dueTime, period);

    /// <summary>Lets time pass while the host is awake.</summary>
    public void Advance(TimeSpan by)
    {
        var end = Uptime + by;
        while (_timers.NextDue is { } due && due <= end)
        {
            Set(due > Uptime ? due : Uptime);
            _timers.TakeDue(Uptime)?.Execute();
        }

        Set(end);
    }

    /// <summary>Sets the wall clock.</summary>
    public void Step(TimeSpan delta)
    {
        lock (_gate)
        {
            _offset += delta;
        }

        Stepped?.Invoke(new ClockStep(delta, Read()));
    }

    public void StepTo(Instant now) => Step(now - Now);

    /// <summary>The host sleeps: boot time and wall clock go on, awake time does not, and what came due fires at the end.</summary>
    public void Suspend(TimeSpan length)
    {
        lock (_gate)
        {
            _uptime += length;
            _suspended += length;
        }

        Advance(TimeSpan.Zero);
    }

    /// <summary>The clock is synchronised, where given by a step to the true time first.</summary>
    public void BecomeTrusted(Instant? truth = null)
    {
        _trusted = true;
        if (truth is { } now)
        {
            StepTo(now);
        }

        BecameTrusted?.Invoke(Read());
    }

    /// <summary>The host goes down and comes back: a new boot, whose timers and time suspended start from nothing.</summary>
    /// <param name="now">What the wall clock says when the kernel starts; the old wall clock plus <paramref name="off"/> unless given.</param>
    public void Reboot(TimeSpan off, Instant? now = null, bool trusted = true, TimeSpan uptime = default)
    {
        var start = now ?? Now + off;
        _timers.Clear();
        lock (_gate)
        {
            _uptime = uptime;
            _suspended = TimeSpan.Zero;
            _offset = start - Instant.Epoch;
            _trusted = trusted;
            var bytes = _bootId.ToByteArray();
            bytes[15]++;
            _bootId = new Guid(bytes);
        }
    }

    /// <summary>Completes when the code under test has armed so many timers.</summary>
    public async Task TimersAsync(int count = 1)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_waiting)
        {
            _waiting.Add((count, reached));
        }

        Wake();
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private void Set(TimeSpan uptime)
    {
        lock (_gate)
        {
            _uptime = uptime;
        }
    }

    private void Wake()
    {
        lock (_waiting)
        {
            _waiting.RemoveAll(wait => _timers.Count >= wait.Count && wait.Reached.TrySetResult());
        }
    }
}
