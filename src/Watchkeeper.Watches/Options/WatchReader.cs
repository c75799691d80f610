using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Events;
using Watchkeeper.Watches.Actions;
using Watchkeeper.Watches.Active;
using Watchkeeper.Watches.Conditions;
using Watchkeeper.Watches.Sources;

namespace Watchkeeper.Watches.Options;

/// <summary>Reads one watch: <c>watch</c> this, <c>when</c> that, <c>then</c> do so, and <c>why</c>.</summary>
internal static class WatchReader
{
    /// <param name="name">What the user calls it.</param>
    /// <param name="section">Its mapping.</param>
    /// <param name="basis">The safe default of that name: what is not written stays as it is there.</param>
    public static Watch Read(string name, Section section, Watch? basis)
    {
        var source = section.OptionalNested("watch", SourceReader.Read, "What to look at: exactly one source.") ?? basis?.Source;
        var when = section.OptionalNested("when", inner => WhenReader.Read(inner, source), "The condition.");
        if (name.Any(char.IsControl))
        {
            section.Error(null, "The name of a watch is one line of text.");
        }

        if (basis is null && source is null)
        {
            section.Error(null, $"The watch “{name}” needs `watch:`, what to look at, for example `watch: {{ journal: nginx }}`.");
        }

        if (basis is null && when is null)
        {
            section.Error(null, $"The watch “{name}” needs `when:`, the condition, for example `when: {{ contains: out of memory }}`.");
        }

        var condition = when?.Condition ?? basis?.Condition ?? new EveryMatch();
        var severity = section.Choice("severity", basis?.Severity ?? Severity.Warning, "How bad it is when it happens or holds.");
        var message = section.Text("message", basis?.Message.ToString() ?? "", "One sentence for people; {names} are filled in from the captures.");
        var then = section.List("then", StepReader.Read, "What to do when it happens or begins to hold; the steps run in order until one fails.");

        // A unit that was just restarted needs time to come up, or it never does; anything else is only kept from a storm.
        var mends = then.Any(step => step is UnitStep);
        var watch = new Watch(name)
        {
            Why = section.Text("why", basis?.Why ?? "", "Why this is watched, and why this is the thing to do: printed by `watches table`."),
            Enabled = section.Flag("enabled", true, "Whether it is watched at all."),
            IsDefault = basis is not null,
            Source = source ?? new KernelSource(),
            Match = when is null ? basis?.Match : when.Match,
            Key = when is null ? basis?.Key ?? [] : when.Key,
            Value = when is null ? basis?.Value : when.Value,
            Condition = condition,
            Unknown = when is null ? basis?.Unknown : when.Unknown,
            Time = section.Choice("time", basis?.Time ?? TimeBase.Arrival, "Whether time is when a line arrived, or when it was written by its own stamp."),
            Severity = severity,
            Message = Template.Parse(message),
            Raises = ReadCondition(name, section, basis, condition, severity, message),
            DependsOn = section.Texts("depends_on", basis?.DependsOn ?? [], "Watches: while one of them holds or does not know, this one does nothing."),
            Then = then,
            After = section.List("after", StepReader.Read, "What to do when it no longer holds."),
            Policy = PolicyReader.Read(section, basis?.Policy ?? new() { Cooldown = TimeSpan.FromSeconds(mends ? 30 : 1) }, mends),
            MaxKeys = (int)section.Integer("max_keys", basis?.MaxKeys ?? 100_000, 1, 1_000_000, "How many different keys are remembered at once."),
        };
        if (section.Has("repeat") && watch.Policy.Repeat > TimeSpan.Zero && !watch.SeesLevel)
        {
            section.Error("repeat", "Nothing is ever done again here: only a value that is asked for again and again, or a silence, is known to hold still. What a line says only happened.");
        }

        WatchTests.Check(watch, section.List("tests", WatchTests.Read, "Examples that `config check` runs: lines or values, and what must come of them."));
        return watch;
    }

    private static ConditionDefinition? ReadCondition(
        string name, Section section, Watch? basis, Condition condition, Severity severity, string message)
    {
        var own = section.OptionalNested(
            "condition",
            inner => new ConditionDefinition(
                inner.Text("name", name, "The condition's name; that of the watch where none is given."),
                (int)inner.Integer("priority", ConditionDefinition.DefaultPriority(severity), 0, 1_000_000, "The highest active priority is the host's state."),
                severity,
                message,
                inner.Texts("inhibits", [], "Globs: conditions that this one explains, and that are kept quiet while it is active.")),
            "The condition that is raised while it holds.");
        if (own is not null && !condition.Lasts)
        {
            section.Error("condition", "What only happens raises no condition by itself: add `lasts: 1h` to `when:`, or raise it with a step `- raise: NAME`.");
        }

        return !condition.Lasts ? null
            : own ?? (basis?.Raises ?? new ConditionDefinition(name, 0, severity, message, []))
                with
            { Name = name, Severity = severity, Priority = ConditionDefinition.DefaultPriority(severity), Message = message };
    }
}
