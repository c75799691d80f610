using Watchkeeper.Watches.Actions;
using Watchkeeper.Watches.Conditions;

namespace Watchkeeper.Watches.Replay;

/// <summary>A step as it would be done, with the captures filled in.</summary>
internal static class StepText
{
    /// <summary>What a trigger's steps do, in order; their guards are not asked.</summary>
    public static IEnumerable<string> Of(Trigger trigger) =>
        (trigger.Kind == EdgeKind.Clear ? trigger.Watch.After : trigger.Watch.Then).Select(step => Describe(step, trigger));

    public static string Describe(ActionStep step, Trigger trigger)
    {
        var facts = new TriggerFacts(trigger);
        return step switch
        {
            CommandStep { Shell: null } command => $"run {string.Join(' ', command.Argv.Select(argument => Quoted(argument.Fill(facts))))}",
            UnitStep unit => $"{unit.Verb.ToString().ToLowerInvariant()} {unit.NameOf(facts)}",
            _ => step.Describe(),
        };
    }

    /// <summary>So that it is seen where one argument ends, whatever is in it.</summary>
    private static string Quoted(string argument) =>
        argument.Length > 0 && argument.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_./:=@%+,".Contains(letter, StringComparison.Ordinal))
            ? argument
            : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
