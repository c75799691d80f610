namespace Watchkeeper.Core.Time;

/// <summary>One timer of a <see cref="TimerQueue"/>: due at a boot time, once or with a period.</summary>
internal sealed class BootTimer : ITimer, IThreadPoolWorkItem
{
    private readonly TimerQueue _queue;
    private readonly TimerCallback _callback;
    private readonly object? _state;
    private readonly ExecutionContext? _context = ExecutionContext.Capture();

    internal BootTimer(TimerQueue queue, long sequence, TimerCallback callback, object? state) =>
        (_queue, Sequence, _callback, _state) = (queue, sequence, callback, state);

    /// <summary>Ticks of boot time; the queue alone changes it.</summary>
    internal long Due { get; set; }

    /// <summary>Ticks; 0 for a timer that fires once.</summary>
    internal long Period { get; set; }

    internal bool Queued { get; set; }

    internal bool Disposed { get; set; }

    /// <summary>The order of making, which decides between timers that are due at the same time.</summary>
    internal long Sequence { get; }

    public bool Change(TimeSpan dueTime, TimeSpan period) => _queue.Change(this, dueTime, period);

    public void Execute()
    {
        if (_context is null)
        {
            _callback(_state);
            return;
        }

        ExecutionContext.Run(_context, static timer => ((BootTimer)timer!)._callback(((BootTimer)timer)._state), this);
    }

    public void Dispose() => _queue.Remove(this);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
