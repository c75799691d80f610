using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Watchkeeper.Core.Time;
using Watchkeeper.Watches.Actions;
using Watchkeeper.Watches.Conditions;
using Watchkeeper.Watches.Policy;

namespace Watchkeeper.Watches.Running;

/// <summary>Runs the steps of one trigger, with retries, for at most so many keys of a watch at once. A key that waits for its next try is in nobody's way.</summary>
internal sealed class RunWorker(StepRunner steps, RunRecorder recorder, HostClock clock, BootAxis axis, AlarmClock alarm, ILogger<RunWorker> log) : IDisposable
{
    /// <summary>The steps of so many keys of one watch may run at once; so many keys may wait for that, or for their next try.</summary>
    private const int AtOnce = 16;
    private const int MostBusy = 1000;

    private readonly ConcurrentDictionary<string, Slots> _slots = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _ending = new();

    /// <summary>Cancelled when the daemon stops.</summary>
    public CancellationToken Ending => _ending.Token;

    public Task StopAsync() => _ending.CancelAsync();

    public void Dispose()
    {
        _ending.Dispose();
        foreach (var slots in _slots.Values)
        {
            slots.Dispose();
        }
    }

    /// <summary>Runs what a busy queue was made busy for; it is free again afterwards.</summary>
    /// <param name="recorded">Whether it is new; completes when it is on record.</param>
    public async Task WorkAsync(RunQueue queue, Trigger trigger, Run run, Task<bool> recorded)
    {
        var slots = _slots.GetOrAdd(queue.Watch, static _ => new Slots(AtOnce));
        try
        {
            if (Interlocked.Increment(ref slots.Busy) > MostBusy)
            {
                recorder.Drop(run, $"{MostBusy} other keys of this watch are busy");
            }
            else if (await recorded)
            {
                await RunAsync(queue, trigger, run, slots);
            }
        }
        catch (Exception fault)
        {
            WatchesLog.Fault(log, queue.Watch, fault);
        }
        finally
        {
            Interlocked.Decrement(ref slots.Busy);
            lock (queue)
            {
                (queue.Present, queue.IsBusy) = (null, false);
            }

            alarm.Ring();
        }
    }

    private async Task RunAsync(RunQueue queue, Trigger trigger, Run run, Slots slots)
    {
        using var retrying = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
        lock (queue)
        {
            (queue.Present, queue.Retrying) = (trigger, retrying);
        }

        var (started, gaveUp) = (clock.Uptime, false);
        for (var attempt = 1; ; attempt++)
        {
            var (status, result) = await AttemptAsync(trigger, slots);
            if (status == RunStatus.Failed && Postpone(queue, trigger, attempt) is { } pause)
            {
                await Task.Delay(pause, clock, retrying.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                (var goesOn, gaveUp, var why) = MayRetry(queue, trigger, retrying.Token);
                if (goesOn)
                {
                    continue;
                }

                (status, result) = (_ending.IsCancellationRequested ? RunStatus.Interrupted : retrying.IsCancellationRequested ? RunStatus.Dropped : status, result with { Error = why ?? result.Error });
            }

            lock (queue)
            {
                queue.Retrying = null;
                queue.Policy = status == RunStatus.Succeeded ? ActionPolicy.AfterSuccess(queue.Policy) : queue.Policy;
                queue.IsDirty = true;
            }

            await recorder.EndAsync(
                run with { Status = status, Duration = clock.Uptime - started, Attempts = attempt, Exit = result.Exit, Output = result.Output, Error = result.Error ?? "" }, trigger, queue);
            if (gaveUp)
            {
                await recorder.GiveUpAsync(trigger, trigger.Watch.Policy, queue);
            }

            return;
        }
    }

    /// <summary>One try of all steps. What got too old while it waited for others of its watch is left alone.</summary>
    private async Task<(RunStatus Status, StepResult Result)> AttemptAsync(Trigger trigger, Slots slots)
    {
        try
        {
            await slots.Free.WaitAsync(_ending.Token);
            try
            {
                if (trigger.AgeAt(axis.Now) > trigger.Watch.Policy.MaxAge)
                {
                    return (RunStatus.Dropped, new StepResult(trigger.Watch.Policy.Explain(Decision.TooOld)));
                }

                var result = await steps.RunAsync(trigger.Kind == EdgeKind.Clear ? trigger.Watch.After : trigger.Watch.Then, trigger, _ending.Token);
                return (result.Succeeded ? RunStatus.Succeeded : RunStatus.Failed, result);
            }
            finally
            {
                slots.Free.Release();
            }
        }
        catch (OperationCanceledException)
        {
            return (RunStatus.Interrupted, new StepResult("the daemon stopped"));
        }
    }

    /// <summary>How long to wait before the next try; null: there is none.</summary>
    private TimeSpan? Postpone(RunQueue queue, Trigger trigger, int attempt)
    {
        lock (queue)
        {
            (queue.Policy, var delay) = trigger.Watch.Policy.AfterFailure(queue.Policy, attempt, axis.Now, Random.Shared.NextDouble());
            queue.IsDirty = true;
            alarm.Ring();
            return delay;
        }
    }

    /// <summary>Whether the next try may begin; if not, whether that is giving up, and why, where that explains more than the failure.</summary>
    private (bool GoesOn, bool GaveUp, string? Why) MayRetry(RunQueue queue, Trigger trigger, CancellationToken retrying)
    {
        var policy = trigger.Watch.Policy;
        if (retrying.IsCancellationRequested)
        {
            return (false, false, _ending.IsCancellationRequested ? "the daemon stopped" : "the opposite happened before it succeeded");
        }

        if (trigger.AgeAt(axis.Now) > policy.MaxAge)
        {
            return (false, false, null);
        }

        lock (queue)
        {
            var goesOn = policy.TryRetry(queue.Policy, axis.Now, out var after);
            (queue.Policy, queue.IsDirty) = (after, true);
            alarm.Ring();
            return (goesOn, !goesOn, null);
        }
    }

    private sealed class Slots(int count) : IDisposable
    {
        public readonly SemaphoreSlim Free = new(count);
        public int Busy;

        public void Dispose() => Free.Dispose();
    }
}
