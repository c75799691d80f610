using Watchkeeper.Core.Time;
using Watchkeeper.Watches.Sources;

namespace Watchkeeper.Watches.Actions;

/// <summary>Restarts, starts, stops and reloads systemd units. Without systemd it fails with a sentence that says so.</summary>
internal sealed class UnitRunner(HostClock clock)
{
    public async Task<StepResult> RunAsync(UnitStep step, Trigger trigger, CancellationToken cancellation)
    {
        var unit = step.NameOf(new TriggerFacts(trigger));
        if (!UnitName.IsOne(unit))
        {
            return new StepResult($"“{unit}” is no name of one unit");
        }

        if (!Directory.Exists("/run/systemd/system"))
        {
            return new StepResult($"{unit} cannot be changed: systemd does not run on this host");
        }

        var result = await ChildProcess.RunAsync(
            new ChildOptions(["systemctl", "--no-ask-password", step.Verb.ToString().ToLowerInvariant(), "--", unit]) { Timeout = step.Timeout }, clock, cancellation);
        return result is { Succeeded: false, Output.Length: > 0 } ? Refused(result) : result;
    }

    /// <summary>Why systemd did not do it: the first line of what its tools print; the last only says where to look further.</summary>
    public static StepResult Refused(StepResult result)
    {
        var why = result.Output.Split('\n')[0].TrimEnd('.');
        return result with
        {
            Error = why.EndsWith("authentication required", StringComparison.Ordinal) || why.EndsWith("Access denied", StringComparison.Ordinal)
                ? $"{why}: polkit has no rule that allows it (packaging/watches.rules has one to be filled in)"
                : why,
        };
    }
}
