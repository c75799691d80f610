namespace Watchkeeper.Core.Time;

/// <summary>Timers in the order in which they are due on boot time. Whoever owns the queue waits, and fires them.</summary>
/// <param name="uptime">Boot time now.</param>
/// <param name="arm">Called, under the queue's lock, with the boot time at which the next timer is due whenever that changes; null for never.</param>
internal sealed class TimerQueue(Func<TimeSpan> uptime, Action<TimeSpan?> arm)
{
    private readonly Lock _gate = new();
    private readonly SortedSet<BootTimer> _timers = new(Comparer<BootTimer>.Create(static (a, b) =>
        a.Due != b.Due ? a.Due.CompareTo(b.Due) : a.Sequence.CompareTo(b.Sequence)));

    private long _made;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _timers.Count;
            }
        }
    }

    public BootTimer Add(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new BootTimer(this, Interlocked.Increment(ref _made), callback, state);
        Change(timer, dueTime, period);
        return timer;
    }

    public bool Change(BootTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, Timeout.InfiniteTimeSpan);
        ArgumentOutOfRangeException.ThrowIfLessThan(period, Timeout.InfiniteTimeSpan);
        lock (_gate)
        {
            if (timer.Disposed)
            {
                return false;
            }

            var first = _timers.Min;
            Unqueue(timer);
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                timer.Due = uptime().Ticks + dueTime.Ticks;
                timer.Period = Math.Max(0, period.Ticks);
                timer.Queued = _timers.Add(timer);
            }

            ArmIfChanged(first, timer);
            return true;
        }
    }

    public void Remove(BootTimer timer)
    {
        lock (_gate)
        {
            timer.Disposed = true;
            var first = _timers.Min;
            Unqueue(timer);
            ArmIfChanged(first, timer);
        }
    }

    /// <summary>Takes the first timer that is due by <paramref name="now"/>, or null; one with a period is queued again after now.</summary>
    public BootTimer? TakeDue(TimeSpan now)
    {
        lock (_gate)
        {
            var first = _timers.Min;
            if (first is null || first.Due > now.Ticks)
            {
                return null;
            }

            Unqueue(first);
            if (first.Period > 0)
            {
                var missed = (now.Ticks - first.Due) / first.Period;
                first.Due += first.Period * (missed + 1);
                first.Queued = _timers.Add(first);
            }

            Arm();
            return first;
        }
    }

    /// <summary>When the next timer is due; null when there is none.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            lock (_gate)
            {
                return _timers.Min is { } first ? TimeSpan.FromTicks(first.Due) : null;
            }
        }
    }

    /// <summary>Forgets all timers: what a reboot does.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            foreach (var timer in _timers)
            {
                timer.Queued = false;
            }

            _timers.Clear();
            Arm();
        }
    }

    private void Unqueue(BootTimer timer)
    {
        if (timer.Queued)
        {
            _timers.Remove(timer);
            timer.Queued = false;
        }
    }

    private void ArmIfChanged(BootTimer? first, BootTimer changed)
    {
        if (!ReferenceEquals(first, _timers.Min) || ReferenceEquals(first, changed))
        {
            Arm();
        }
    }

    private void Arm() => arm(_timers.Min is { } first ? TimeSpan.FromTicks(first.Due) : null);
}
