using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Text;
using Watchkeeper.Watches.Active;
using Watchkeeper.Watches.Running;

namespace Watchkeeper.Watches;

/// <summary>What people may do to a watch that is running: silence it, and make it forget.</summary>
internal sealed class WatchControl(RunQueues queues, ConditionBoard board, BootAxis axis, WatchesService service, Database database)
{
    /// <summary>While it is silenced it goes on watching and counting, and does and announces nothing.</summary>
    public async Task SilenceAsync(LiveWatch live, TimeSpan span)
    {
        live.SilencedUntil = span == TimeSpan.Zero ? 0 : axis.After(span);
        var name = live.Watch.Name;
        await SayAsync(span == TimeSpan.Zero
            ? new EventDraft("watches.unsilenced", Severity.Notice, name, $"{name} is no longer silenced.")
            : new EventDraft("watches.silenced", Severity.Notice, name, $"{name} is silenced for {Durations.Format(span)}."));
    }

    public async Task ResetAsync(LiveWatch live)
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

        queues.Reset(live.Watch.Name);
        await board.ClearAllAsync(one => one.Watch == live.Watch.Name, CancellationToken.None);
        await SayAsync(new EventDraft("watches.reset", Severity.Notice, live.Watch.Name, $"{live.Watch.Name} was reset."));
    }

    private async Task SayAsync(EventDraft draft)
    {
        await service.CheckpointAsync();
        await database.WriteAsync(transaction => { transaction.Append(draft); }, Durability.Durable);
    }
}
