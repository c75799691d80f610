using Watchkeeper.Core;
using Watchkeeper.Core.Contracts;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Watches.Active;
using Watchkeeper.Watches.Conditions;
using Watchkeeper.Watches.Probes;

namespace Watchkeeper.Watches.Actions;

/// <summary>Does the steps of a watch, one after the other, until one fails. The one list of what a step can be stands in <see cref="DoAsync"/>.</summary>
internal sealed class StepRunner(
    CommandRunner commands, UnitRunner units, WebhookRunner webhooks, Prober prober, ConditionBoard board, Database database, IEnumerable<ICanaryPings> canaries, HostClock clock)
{
    /// <summary>Runs all steps of a trigger once.</summary>
    /// <param name="began">Gets what a step that is a program runs as: see <see cref="Running.Run.Process"/>.</param>
    public async Task<StepResult> RunAsync(IReadOnlyList<ActionStep> steps, Trigger trigger, Action<string> began, CancellationToken cancellation)
    {
        var (output, exit) = ("", (int?)null);
        foreach (var step in steps)
        {
            var result = await RunAsync(step, trigger, began, cancellation);
            output = result.Output.Length == 0 ? output : output.Length == 0 ? result.Output : $"{output}\n{result.Output}";
            output = output.Length > 64 * 1024 ? output[^(64 * 1024)..] : output;
            exit = result.Exit ?? exit;
            if (!result.Succeeded)
            {
                return result with { Error = $"{step.Describe()}: {result.Error}", Output = output };
            }
        }

        return new StepResult(null, exit, output);
    }

    private async Task<StepResult> RunAsync(ActionStep step, Trigger trigger, Action<string> began, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(step.Timeout + TimeSpan.FromSeconds(30), clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            foreach (var (guard, isRequired) in new[] { (step.OnlyIf, false), (step.Require, true) })
            {
                var (verdict, reading) = guard is null ? (Verdict.Yes, default) : await AskAsync(guard, trigger, either.Token);
                if (verdict == Verdict.No && !isRequired)
                {
                    return StepResult.Done;
                }

                if (verdict != Verdict.Yes)
                {
                    return new StepResult($"it needs {guard!.Source?.Identity ?? "the value"} {guard.Test.Describe()}, and that is {reading}");
                }
            }

            return await DoAsync(step, trigger, began, either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return new StepResult($"it did not end within {step.Timeout.TotalSeconds:0.###} s");
        }
        catch (ProblemException problem)
        {
            return new StepResult(problem.Message);
        }
    }

    private async Task<StepResult> DoAsync(ActionStep step, Trigger trigger, Action<string> began, CancellationToken cancellation)
    {
        switch (step)
        {
            case CommandStep command:
                return await commands.RunAsync(command, trigger, began, cancellation);
            case UnitStep unit:
                return await units.RunAsync(unit, trigger, cancellation);
            case WebhookStep webhook:
                return await webhooks.RunAsync(webhook, trigger, cancellation).WaitAsync(webhook.Timeout, clock, cancellation);
            case RaiseStep raise:
                var definition = trigger.Watch.Declared.First(one => one.Name == raise.Condition);
                await board.RaiseAsync(definition, trigger.Key, definition.Severity, Sentence(definition.Message, trigger), trigger.Watch.Name, cancellation);
                return StepResult.Done;
            case ClearStep clear:
                await board.ClearAllAsync(one => one.Name == clear.Condition && (one.Key == trigger.Key || trigger.Key.Length == 0), cancellation);
                return StepResult.Done;
            case NotifyStep notify:
                return await TellAsync(new EventDraft("watches.notice", notify.Severity ?? trigger.Severity, trigger.Watch.Name, Message(notify.Message, trigger)) { Recipients = notify.To }, trigger, cancellation);
            case EventStep published:
                return await TellAsync(new EventDraft(published.Type, published.Severity ?? trigger.Severity, trigger.Watch.Name, Message(published.Message, trigger)), trigger, cancellation);
            case CanaryStep canary:
                return await PingAsync(canary, trigger, cancellation);
            default:
                throw new InvalidOperationException($"No step {step.GetType().Name} is known.");
        }
    }

    private async Task<(Verdict Verdict, Reading Reading)> AskAsync(Guard guard, Trigger trigger, CancellationToken cancellation)
    {
        var reading = guard.Value is { } name && trigger.Captures.TryGetValue(name, out var captured) ? Reading.Of(captured) : Reading.Of(trigger.Text);
        if (guard.Source is not null)
        {
            var samples = await prober.AskAsync(guard.Source, cancellation);
            reading = samples is not [var only] ? Reading.Unknown($"{samples.Count} results where one is wanted")
                : guard.Value is null ? only.Reading
                : only.Facts.TryGetValue(guard.Value, out var value) ? Reading.Of(value)
                : Reading.Unknown($"there is no {guard.Value}");
        }

        return (guard.Test.Ask(reading, default, out _), reading);
    }

    private async Task<StepResult> TellAsync(EventDraft draft, Trigger trigger, CancellationToken cancellation)
    {
        await database.WriteAsync(
            transaction => { transaction.Append(draft with { Fields = WebhookRunner.Json(trigger) }); }, Durability.Durable, cancellation);
        return StepResult.Done;
    }

    private async Task<StepResult> PingAsync(CanaryStep step, Trigger trigger, CancellationToken cancellation)
    {
        if (canaries.FirstOrDefault() is not { } pings)
        {
            return new StepResult("there are no canaries in this program");
        }

        var problem = step.Schedule is { } schedule ? await pings.EnsureAsync(step.Slug, schedule, cancellation) : null;
        return new StepResult(problem ?? await pings.TriggerAsync(step.Slug, trigger.Message, cancellation));
    }

    private static string Message(Template message, Trigger trigger) => message.IsEmpty ? trigger.Message : message.Fill(new TriggerFacts(trigger));

    private static string Sentence(string message, Trigger trigger) => Template.Parse(message).Fill(new TriggerFacts(trigger));
}
