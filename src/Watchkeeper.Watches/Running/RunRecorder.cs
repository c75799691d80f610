using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Text;
using Watchkeeper.Core.Time;
using Watchkeeper.Watches.Actions;
using Watchkeeper.Watches.Conditions;
using Watchkeeper.Watches.Policy;

namespace Watchkeeper.Watches.Running;

/// <summary>Keeps runs, and appends the events about them. A database that is away is waited for only briefly: the step matters more than its record.</summary>
internal sealed class RunRecorder(Database database, HostIdentity host, HostClock clock, ILogger<RunRecorder> log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>A trigger's run, which waits and is on no record yet.</summary>
    public Run Make(Trigger trigger) => Run.Of(trigger, clock.Read(), clock.BootId, host);

    /// <summary>Records that a run waits or begins; false when it is known already, because its line was read before.</summary>
    public Task<bool> AddAsync(Run run, RunQueue queue) => TryAsync(run.Watch, transaction =>
    {
        if (!WatchStore.AddRun(transaction, host.Id, run))
        {
            return false;
        }

        KeepPolicy(transaction, queue);
        if (run.Kind == EdgeKind.Fire)
        {
            transaction.Append(new EventDraft("watches.fired", run.Severity, run.Watch, run.Message) { Id = run.Id, Fields = Fields(run) });
        }

        return true;
    });

    /// <summary>Records how far a run has come: it begins, or waits for its next try.</summary>
    public Task<bool> UpdateAsync(Run run) => TryAsync(run.Watch, transaction =>
    {
        WatchStore.UpdateRun(transaction, run);
        return true;
    });

    /// <summary>Records how a run ended.</summary>
    public Task EndAsync(Run run, Trigger trigger, RunQueue queue)
    {
        if (run.Status == RunStatus.Failed)
        {
            WatchesLog.RunFailed(log, run.Watch, run.Error);
        }

        return TryAsync(run.Watch, transaction =>
        {
            WatchStore.UpdateRun(transaction, run);
            KeepPolicy(transaction, queue);
            var steps = trigger.Kind == EdgeKind.Clear ? trigger.Watch.After : trigger.Watch.Then;
            if (steps.Count > 0 && run.Status is RunStatus.Succeeded or RunStatus.Failed)
            {
                transaction.Append(Ended(run, steps));
            }

            return true;
        });
    }

    /// <summary>Records that a run is not going to be.</summary>
    /// <param name="isTold">Whether somebody may count on it, and is to hear that it is not.</param>
    public void Drop(Run run, string why, bool isTold = false) => _ = TryAsync(run.Watch, transaction =>
    {
        var dropped = run with { Status = RunStatus.Dropped, Error = why };
        WatchStore.UpdateRun(transaction, dropped);
        if (isTold)
        {
            var of = run.Key.Length == 0 ? "" : $" ({run.Key})";
            transaction.Append(new EventDraft("watches.action-dropped", Severity.Warning, run.Watch, $"{run.Watch}{of} was not acted upon: {why}.") { Fields = Fields(dropped) });
        }

        return true;
    });

    /// <summary>The one notice that a watch gave up on a key.</summary>
    public Task GiveUpAsync(Trigger trigger, ActionPolicy policy, RunQueue queue) => TryAsync(trigger.Watch.Name, transaction =>
    {
        KeepPolicy(transaction, queue);
        var of = trigger.Key.Length == 0 ? "" : $" for {trigger.Key}";
        transaction.Append(new EventDraft(
            "watches.gave-up", Severity.Error, trigger.Watch.Name,
            $"{trigger.Watch.Name} gave up{of} after {policy.LimitRuns} runs within {Durations.Format(policy.LimitWithin)}; it acts again when it was quiet for {Durations.Format(policy.RearmAfter)}.")
        {
            Fields = WebhookRunner.Json(trigger),
        });
        return true;
    });

    private static EventDraft Ended(Run run, IReadOnlyList<ActionStep> steps)
    {
        var what = string.Join(", ", steps.Select(step => step.Describe()));
        var failed = run.Status == RunStatus.Failed;
        var tries = run.Attempts > 1 ? $" after {run.Attempts} attempts" : "";
        return new EventDraft(
            failed ? "watches.action-failed" : "watches.action-succeeded", failed ? Severity.Error : Severity.Info, run.Watch,
            failed ? $"{run.Watch} failed{tries}: {run.Error}" : $"{run.Watch} did{tries}: {what}")
        {
            Fields = Fields(run),
        };
    }

    private static JsonObject Fields(Run run) => new()
    {
        ["run"] = run.Id.ToString(),
        ["key"] = run.Key,
        ["edge"] = run.Kind.ToString().ToLowerInvariant(),
        ["why"] = run.Why,
        ["line"] = run.Text,
        ["captures"] = new JsonObject(run.Captures.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)JsonValue.Create(pair.Value)))),
        ["attempts"] = run.Attempts,
        ["duration"] = run.Duration?.TotalSeconds,
        ["exit"] = run.Exit,
        ["error"] = run.Error,
    };

    private void KeepPolicy(Transaction transaction, RunQueue queue)
    {
        lock (queue)
        {
            WatchStore.SaveState(transaction, host.Id, queue.Watch, StatePart.Policy, queue.Key, queue.Policy.Save());
        }
    }

    private async Task<bool> TryAsync(string watch, Func<Transaction, bool> work)
    {
        try
        {
            return await database.WriteAsync(work, Durability.Periodic).WaitAsync(Patience, clock);
        }
        catch (Exception failure)
        {
            WatchesLog.RunNotRecorded(log, watch, failure.Message);
            return true;
        }
    }
}
