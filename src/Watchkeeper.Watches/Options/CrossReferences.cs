using System.Text.RegularExpressions;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Watches.Actions;
using Watchkeeper.Watches.Active;
using Watchkeeper.Watches.Sources;

namespace Watchkeeper.Watches.Options;

/// <summary>A watch and the place where it was written.</summary>
internal sealed record WrittenWatch(Watch Watch, Section Section);

/// <summary>What one watch says of another, or of its own captures, has to be there.</summary>
internal static class CrossReferences
{
    public static void Check(IReadOnlyList<WrittenWatch> written, IReadOnlyList<Watch> watches, IReadOnlyList<ConditionDefinition> conditions)
    {
        foreach (var (watch, section) in written)
        {
            foreach (var name in watch.DependsOn.Where(name => watches.All(other => other.Name != name) || name == watch.Name))
            {
                section.Error("depends_on", $"It depends on “{name}”, and there is no other watch of that name.");
            }

            if (DependsOnItself(watch, watches))
            {
                section.Error("depends_on", $"It depends on itself, by way of {string.Join(", ", watch.DependsOn)}.");
            }

            foreach (var name in Raised(watch).Where(name => conditions.All(one => one.Name != name)))
            {
                section.Error(section.Has("then") ? "then" : "after", $"It raises or clears “{name}”: declare that under `watches.conditions`, with its priority.");
            }

            if (watch.Source is UnitSource units && watch.Key.Count == 0 && (units.Units.Count > 1 || units.Units.Any(unit => unit.AsSpan().IndexOfAny("*?[") >= 0)))
            {
                section.Error("watch", "It looks at several units, and one value is wanted: write `key: unit` in `when:`, so that each has a state of its own.");
            }

            foreach (var name in UnknownNames(watch))
            {
                section.Error(section.Has("when") ? "when" : null, watch.Source is FollowedSource
                    ? $"It uses {name}, and none of its expressions captures that: write (?<{name}>…) in one."
                    : $"It uses {name}, which its source ({watch.Source.Identity}) does not say: it says {string.Join(", ", ["its value", .. watch.Source.Facts ?? []])}.");
            }
        }
    }

    private static IEnumerable<string> Raised(Watch watch) => watch.Then.Concat(watch.After).Select(step => step switch
    {
        RaiseStep raise => raise.Condition,
        ClearStep clear => clear.Condition,
        _ => null,
    }).OfType<string>();

    /// <summary>Captures of expressions and the facts of most sources are known beforehand; labels and members of JSON are not.</summary>
    private static IEnumerable<string> UnknownNames(Watch watch)
    {
        if (watch.Source.Facts is not { } facts || watch.Match is { Json: true })
        {
            return [];
        }

        IReadOnlyList<Regex> expressions = watch.Match is { } match ? [.. match.Main, .. match.Second] : [];
        var known = expressions.SelectMany(expression => expression.GetGroupNames()).Concat(TriggerFacts.Names).Concat(facts).ToHashSet(StringComparer.Ordinal);
        IEnumerable<Template> templates = [watch.Message, .. watch.Then.Concat(watch.After).SelectMany(Templates)];
        return templates.SelectMany(template => template.Names).Concat(watch.Key).Concat(watch.Value is null ? [] : [watch.Value])
            .Where(name => !known.Contains(name)).Distinct(StringComparer.Ordinal);
    }

    private static IEnumerable<Template> Templates(ActionStep step) => step switch
    {
        CommandStep command => command.Argv.Concat(command.Environment.Values),
        UnitStep unit => [unit.Unit],
        NotifyStep notify => [notify.Message],
        EventStep published => [published.Message],
        WebhookStep webhook => [webhook.Body],
        _ => [],
    };

    private static bool DependsOnItself(Watch watch, IReadOnlyList<Watch> watches)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>(watch.DependsOn.Where(name => name != watch.Name));
        while (open.TryDequeue(out var name))
        {
            if (reached.Add(name) && watches.FirstOrDefault(other => other.Name == name) is { } other)
            {
                foreach (var next in other.DependsOn)
                {
                    open.Enqueue(next);
                }
            }
        }

        return reached.Contains(watch.Name);
    }
}
