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

    /// <summary>Lets a run begin at once where one of its watch's slots is free, which it has from now on, and wait for one otherwise; it is yet to be recorded so.</summary>
    public (Run Run, bool HasSlot) Admit(Run run) =>
        SlotsOf(run.Watch).Free.Wait(0) ? (run.Begin(clock), true) : (run with { Status = RunStatus.Ready }, false);

    /// <summary>Runs what a busy queue was made busy for; it is free again afterwards.</summary>
    /// <param name="hasSlot">Whether one of its watch's slots is taken for it already.</param>
    /// <param name="recorded">Whether it is new; completes when it is on record.</param>
    public async Task WorkAsync(RunQueue queue, Trigger trigger, Run run, bool hasSlot, Task<bool> recorded)
    {
        var slots = SlotsOf(queue.Watch);
        try
        {
            if (Interlocked.Increment(ref slots.Busy) > MostBusy)
            {
                Settle(queue, RunStatus.Dropped);
                recorder.Drop(run, $"{MostBusy} other keys of this watch are busy");
            }
            else if (await recorded)
            {
                var begins = hasSlot;
                hasSlot = false;
                await RunAsync(queue, trigger, run, slots, begins);
            }
        }
        catch (Exception fault)
        {
            WatchesLog.Fault(log, queue.Watch, fault);
        }
        finally
        {
            if (hasSlot)
            {
                slots.Free.Release();
            }

            Interlocked.Decrement(ref slots.Busy);
            lock (queue)
            {
                (queue.Present, queue.IsBusy) = (null, false);
            }

            alarm.Ring();
        }
    }

    /// <summary>Tries until it is done or is not to be tried again. What waits while the daemon stops stays on record, and is taken up by the next life.</summary>
    private async Task RunAsync(RunQueue queue, Trigger trigger, Run run, Slots slots, bool hasSlot)
    {
        using var retrying = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
        lock (queue)
        {
            (queue.Present, queue.Retrying) = (trigger, retrying);
        }

        for (var gaveUp = false; ; hasSlot = false)
        {
            if (run.Status == RunStatus.Retrying)
            {
                var rest = (run.NextTry ?? TimeSpan.Zero) - run.Since(clock);
                await Task.Delay(rest > TimeSpan.Zero ? rest : TimeSpan.Zero, clock, retrying.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (_ending.IsCancellationRequested)
                {
                    return;
                }

                (run, gaveUp) = TryAgain(queue, trigger, run, retrying.Token);
            }

            if (run.Status is RunStatus.Ready or RunStatus.Running)
            {
                if (await AttemptAsync(trigger, run, slots, hasSlot) is not { } tried)
                {
                    return;
                }

                run = tried.Status == RunStatus.Failed && Postpone(queue, trigger, tried.Attempts) is { } pause
                    ? tried with { Status = RunStatus.Retrying, NextTry = tried.Since(clock) + pause }
                    : tried;
            }

            if (run.Status == RunStatus.Retrying)
            {
                await recorder.UpdateAsync(run);
                continue;
            }

            await EndAsync(queue, trigger, run, gaveUp);
            return;
        }
    }

    private async Task EndAsync(RunQueue queue, Trigger trigger, Run run, bool gaveUp)
    {
        Settle(queue, run.Status);
        var duration = run.Since(clock) - (run.Started ?? TimeSpan.Zero);
        await recorder.EndAsync(run with { Duration = duration > TimeSpan.Zero ? duration : TimeSpan.Zero }, trigger, queue);
        if (gaveUp)
        {
            await recorder.GiveUpAsync(trigger, trigger.Watch.Policy, queue);
        }
    }

    /// <summary>
    /// One try of all steps. What got too old while it waited for others of its watch is left alone. Null: the daemon stops before it began, so that it is
    /// on record as what has yet to begin.
    /// </summary>
    private async Task<Run?> AttemptAsync(Trigger trigger, Run run, Slots slots, bool hasSlot)
    {
        if (!hasSlot)
        {
            await slots.Free.WaitAsync(_ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_ending.IsCancellationRequested)
            {
                // The slots end with the daemon: whether it got one matters to nobody.
                return null;
            }
        }

        try
        {
            if (trigger.AgeAt(axis.Now) > trigger.Watch.Policy.MaxAge)
            {
                return run with { Status = RunStatus.Dropped, Error = trigger.Watch.Policy.Explain(Decision.TooOld) };
            }

            if (_ending.IsCancellationRequested)
            {
                await recorder.UpdateAsync(run with { Status = RunStatus.Ready, Attempts = 0, Started = null });
                return null;
            }

            if (!hasSlot)
            {
                run = run.Begin(clock);
                await recorder.UpdateAsync(run);
            }

            var result = await steps.RunAsync(trigger.Kind == EdgeKind.Clear ? trigger.Watch.After : trigger.Watch.Then, trigger, Note, _ending.Token);
            return Told(result.Succeeded ? RunStatus.Succeeded : RunStatus.Failed, result);
        }
        catch (OperationCanceledException)
        {
            return Told(RunStatus.Interrupted, new StepResult("the daemon stopped"));
        }
        finally
        {
            slots.Free.Release();
        }

        // So that the next life can end what this one's sudden death leaves behind.
        void Note(string process) => _ = recorder.UpdateAsync(run with { Process = process });

        Run Told(RunStatus status, StepResult result) => run with { Status = status, Exit = result.Exit, Output = result.Output, Error = result.Error ?? "" };
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

    /// <summary>Whether the next try may begin: the run as it goes on or ends, and whether that is giving up.</summary>
    private (Run Run, bool GaveUp) TryAgain(RunQueue queue, Trigger trigger, Run run, CancellationToken retrying)
    {
        var policy = trigger.Watch.Policy;
        if (retrying.IsCancellationRequested)
        {
            return (run with { Status = RunStatus.Dropped, Error = "the opposite happened before it succeeded" }, false);
        }

        if (trigger.AgeAt(axis.Now) > policy.MaxAge)
        {
            return (run with { Status = RunStatus.Failed }, false);
        }

        lock (queue)
        {
            var goesOn = policy.TryRetry(queue.Policy, axis.Now, out var after);
            (queue.Policy, queue.IsDirty) = (after, true);
            alarm.Ring();
            return (run with { Status = goesOn ? RunStatus.Ready : RunStatus.Failed }, !goesOn);
        }
    }

    private static void Settle(RunQueue queue, RunStatus status)
    {
        lock (queue)
        {
            queue.Retrying = null;
            queue.Policy = status switch
            {
                RunStatus.Succeeded => ActionPolicy.AfterSuccess(queue.Policy),
                RunStatus.Failed or RunStatus.Dropped => ActionPolicy.NotDone(queue.Policy),
                _ => queue.Policy,
            };
            queue.IsDirty = true;
        }
    }

    private Slots SlotsOf(string watch) => _slots.GetOrAdd(watch, static _ => new Slots(AtOnce));

    private sealed class Slots(int count) : IDisposable
    {
        public readonly SemaphoreSlim Free = new(count);
        public int Busy;

        public void Dispose() => Free.Dispose();
    }
}
