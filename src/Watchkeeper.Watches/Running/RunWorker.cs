using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Watchkeeper.Core.Time;
using Watchkeeper.Watches.Actions;
using Watchkeeper.Watches.Conditions;
using Watchkeeper.Watches.Policy;

namespace Watchkeeper.Watches.Running;

/// <summary>Runs the steps of one key after the other, with retries, at most so many keys of a watch at once.</summary>
internal sealed class RunWorker(StepRunner steps, RunRecorder recorder, HostClock clock, BootAxis axis, ILogger<RunWorker> log) : IDisposable
{
    /// <summary>So many keys of one watch may run at once; so many more may wait for that.</summary>
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

    /// <summary>Runs a trigger, and then what came for its key meanwhile.</summary>
    /// <param name="recorded">Whether it is new; completes when it is on record.</param>
    /// <param name="decide">Asked, under the queue's lock, whether what waited may run.</param>
    public async Task WorkAsync(RunQueue queue, Trigger trigger, Run run, Task<bool> recorded, Func<RunQueue, Trigger, Decision> decide)
    {
        var next = (Trigger: trigger, Run: run);
        while (true)
        {
            try
            {
                if (await recorded)
                {
                    await InSlotAsync(queue, next.Trigger, next.Run);
                }
            }
            catch (Exception fault)
            {
                WatchesLog.Fault(log, queue.Watch, fault);
            }

            var decision = Decision.Run;
            lock (queue)
            {
                queue.Present = null;
                if (queue.Waiting is not { } waiting || _ending.IsCancellationRequested)
                {
                    queue.IsBusy = false;
                    return;
                }

                (next, queue.Waiting) = (waiting, null);
                decision = decide(queue, next.Trigger);
                queue.IsDirty = true;
                queue.IsBusy = decision == Decision.Run;
            }

            if (decision == Decision.GivesUp)
            {
                await recorder.GiveUpAsync(next.Trigger, next.Trigger.Watch.Policy, queue);
            }

            if (decision != Decision.Run)
            {
                recorder.Drop(next.Run, next.Trigger.Fate);
                return;
            }

            recorded = recorder.StartAsync(next.Run);
        }
    }

    private async Task InSlotAsync(RunQueue queue, Trigger trigger, Run run)
    {
        var slots = _slots.GetOrAdd(queue.Watch, static _ => new Slots(AtOnce));
        if (Interlocked.Increment(ref slots.Busy) > MostBusy)
        {
            Interlocked.Decrement(ref slots.Busy);
            recorder.Drop(run, $"{MostBusy} other keys of this watch are busy");
            return;
        }

        await slots.Free.WaitAsync(_ending.Token);
        try
        {
            await RunAsync(queue, trigger, run);
        }
        finally
        {
            slots.Free.Release();
            Interlocked.Decrement(ref slots.Busy);
        }
    }

    private async Task RunAsync(RunQueue queue, Trigger trigger, Run run)
    {
        using var retrying = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
        lock (queue)
        {
            (queue.Present, queue.Retrying) = (trigger, retrying);
        }

        var mine = trigger.Kind == EdgeKind.Clear ? trigger.Watch.After : trigger.Watch.Then;
        var policy = trigger.Watch.Policy;
        var started = clock.Uptime;
        for (var attempt = 1; ; attempt++)
        {
            var (status, result, delay, gaveUp) = (RunStatus.Succeeded, StepResult.Done, (TimeSpan?)null, false);
            try
            {
                result = await steps.RunAsync(mine, trigger, _ending.Token);
                lock (queue)
                {
                    (queue.Policy, delay) = result.Succeeded
                        ? (ActionPolicy.AfterSuccess(queue.Policy), null)
                        : policy.AfterFailure(queue.Policy, attempt, axis.Now, Random.Shared.NextDouble());
                    queue.IsDirty = true;
                }

                status = result.Succeeded ? RunStatus.Succeeded : RunStatus.Failed;
                if (delay is { } pause)
                {
                    await Task.Delay(pause, clock, retrying.Token);
                    lock (queue)
                    {
                        gaveUp = !policy.TryRetry(queue.Policy, axis.Now, out var after);
                        queue.Policy = after;
                    }
                }
            }
            catch (OperationCanceledException)
            {
                var why = _ending.IsCancellationRequested ? "the daemon stopped" : "the opposite happened before it succeeded";
                (status, result, delay) = (_ending.IsCancellationRequested ? RunStatus.Interrupted : RunStatus.Dropped, result with { Error = why }, null);
            }

            if (delay is null || gaveUp)
            {
                lock (queue)
                {
                    queue.Retrying = null;
                }

                await recorder.EndAsync(
                    run with { Status = status, Duration = clock.Uptime - started, Attempts = attempt, Exit = result.Exit, Output = result.Output, Error = result.Error ?? "" }, trigger, queue);
                if (gaveUp)
                {
                    await recorder.GiveUpAsync(trigger, policy, queue);
                }

                return;
            }
        }
    }

    private sealed class Slots(int count) : IDisposable
    {
        public readonly SemaphoreSlim Free = new(count);
        public int Busy;

        public void Dispose() => Free.Dispose();
    }
}
