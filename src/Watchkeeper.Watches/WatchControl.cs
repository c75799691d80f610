using Watchkeeper.Core.Events;
using Watchkeeper.Core.Text;
using Watchkeeper.Core.Time;
using Watchkeeper.Watches.Active;
using Watchkeeper.Watches.Running;

namespace Watchkeeper.Watches;

/// <summary>
/// What people may do to a watch that is running: silence it, and make it forget. It is in force at once; a disk that is full keeps it from being kept and
/// announced for now, and nobody waiting for an answer.
/// </summary>
internal sealed class WatchControl(RunQueues queues, ConditionBoard board, BootAxis axis, HostClock clock, AlarmClock alarm, Checkpoint checkpoint)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>While it is silenced it goes on watching and counting, and does and announces nothing.</summary>
    public Task SilenceAsync(LiveWatch live, TimeSpan span)
    {
        live.SilencedUntil = span == TimeSpan.Zero ? 0 : axis.After(span);
        alarm.Ring();
        var name = live.Watch.Name;
        return KeepAsync(span == TimeSpan.Zero
            ? new EventDraft("watches.unsilenced", Severity.Notice, name, $"{name} is no longer silenced.")
            : new EventDraft("watches.silenced", Severity.Notice, name, $"{name} is silenced for {Durations.Format(span)}."));
    }

    public Task ResetAsync(LiveWatch live)
    {
        lock (live.Lane?.Gate ?? new Lock())
        {
            live.Evaluator.Main.Reset();
            live.Evaluator.Unknown?.Reset();
            if (live.Watch.Time == TimeBase.Arrival)
            {
                live.Evaluator.Begin(axis.Now);
            }
        }

        var name = live.Watch.Name;
        queues.Reset(name);
        return KeepAsync(
            new EventDraft("watches.reset", Severity.Notice, name, $"{name} was reset."),
            board.ClearAllAsync(one => one.Watch == name, CancellationToken.None).AsTask());
    }

    private async Task KeepAsync(EventDraft said, params IReadOnlyList<Task> also)
    {
        var kept = Task.WhenAll([.. also, checkpoint.TakeAsync(), board.AnnounceAsync(said, CancellationToken.None).AsTask()]);
        await Task.WhenAny(kept, Task.Delay(Patience, clock));
    }
}
