using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Events;
using Watchkeeper.Watches.Active;
using Watchkeeper.Watches.Options;

namespace Watchkeeper.Watches;

/// <summary>The section <c>watches:</c>.</summary>
internal sealed record WatchesOptions
{
    public IReadOnlyList<Watch> Watches { get; init; } = [];

    /// <summary>What the watches raise, and what the user declared besides.</summary>
    public IReadOnlyList<ConditionDefinition> Conditions { get; init; } = [];

    /// <summary>Rewritten whole at each change of the active conditions, as JSON; null: none.</summary>
    public string? ConditionsFile { get; init; }

    /// <summary>A named pipe that gets one JSON object a line at each change; null: none.</summary>
    public string? ConditionsPipe { get; init; }

    /// <summary>How long runs are kept.</summary>
    public TimeSpan Keep { get; init; }

    public static WatchesOptions Read(Section section)
    {
        var defaults = section.Flag("safe_defaults", true, "Watch what every host should: full filesystems, failed units, OOM kills and so on. They run nothing.")
            ? SafeDefaults.All
            : [];
        var declared = section.Map("conditions", ReadCondition, "Conditions that watches raise and clear by name, with their priorities.");
        var written = section.Map(
            "rules",
            (name, rule) => new WrittenWatch(WatchReader.Read(name, rule, defaults.FirstOrDefault(one => one.Name == name)), rule),
            "The watches: each looks at something, for a condition, and does something about it. A safe default is tuned or turned off by its name.");

        IReadOnlyList<Watch> watches = [.. written.Select(one => one.Watch), .. defaults.Where(one => written.All(own => own.Watch.Name != one.Name))];
        IReadOnlyList<ConditionDefinition> conditions = Explained([.. declared, .. Raised(watches, declared)], watches);
        CrossReferences.Check(written, watches, conditions);
        return new WatchesOptions
        {
            Watches = [.. watches.Select(watch => watch with { Declared = conditions })],
            Conditions = conditions,
            ConditionsFile = section.OptionalText("conditions_file", "A file that always holds the active conditions as JSON, for other programs.", "/run/watchkeeper/conditions.json"),
            ConditionsPipe = section.OptionalText("conditions_pipe", "A named pipe that gets a line of JSON at each change of the active conditions.", "/run/watchkeeper/conditions.pipe"),
            Keep = section.Duration("keep", TimeSpan.FromDays(90), TimeSpan.FromHours(1), TimeSpan.FromDays(3650), "How long the history of runs is kept."),
        };
    }

    private static ConditionDefinition ReadCondition(string name, Section section)
    {
        var severity = section.Choice("severity", Severity.Warning, "How bad it is.");
        return new ConditionDefinition(
            name,
            (int)section.Integer("priority", ConditionDefinition.DefaultPriority(severity), 0, 1_000_000, "The highest active priority is the host's state."),
            severity,
            section.Text("message", name, "One sentence for people."),
            section.Texts("inhibits", [], "Globs: conditions that this one explains, and that are kept quiet while it is active."));
    }

    /// <summary>What a watch depends on explains what it raises.</summary>
    private static IReadOnlyList<ConditionDefinition> Explained(IReadOnlyList<ConditionDefinition> conditions, IReadOnlyList<Watch> watches) =>
    [
        .. conditions.Select(condition => condition with
        {
            Inhibits =
            [
                .. condition.Inhibits,
                .. watches.Where(watch => watch.Raises is not null && watch.DependsOn.Any(name => watches.Any(other =>
                    other.Name == name && (other.Raises?.Name == condition.Name || other.UnknownCondition.Name == condition.Name)))).Select(watch => watch.Raises!.Name),
            ],
        }),
    ];

    /// <summary>A watch may raise a condition that is declared; its own settings then do not count.</summary>
    private static IEnumerable<ConditionDefinition> Raised(IReadOnlyList<Watch> watches, IReadOnlyList<ConditionDefinition> declared) =>
        watches.SelectMany(watch => new[] { watch.Raises, watch.Unknown is null ? null : watch.UnknownCondition }).OfType<ConditionDefinition>()
            .Where(raised => declared.All(one => one.Name != raised.Name)).DistinctBy(raised => raised.Name, StringComparer.Ordinal);
}
