using Watchkeeper.Core.Time;

namespace Watchkeeper.Watches.Actions;

/// <summary>Restarts, starts, stops and reloads systemd units. Without systemd it fails with a sentence that says so.</summary>
internal sealed class UnitRunner(HostClock clock)
{
    public Task<StepResult> RunAsync(UnitStep step, Trigger trigger, CancellationToken cancellation)
    {
        var unit = step.Unit.Fill(new TriggerFacts(trigger));
        return Directory.Exists("/run/systemd/system")
            ? ChildProcess.RunAsync(
                new ChildOptions(["systemctl", "--no-ask-password", step.Verb.ToString().ToLowerInvariant(), "--", unit]) { Timeout = step.Timeout }, clock, cancellation)
            : Task.FromResult(new StepResult($"{unit} cannot be changed: systemd does not run on this host"));
    }
}
