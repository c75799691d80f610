using System.Text.RegularExpressions;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Logs.Matching;
using Watchkeeper.Watches.Conditions;
using Watchkeeper.Watches.Matching;
using Watchkeeper.Watches.Sources;

namespace Watchkeeper.Watches.Options;

/// <summary>What <c>when:</c> says.</summary>
internal sealed record When(LineMatch? Match, IReadOnlyList<string> Key, string? Value, Condition Condition, StaysUnknown? Unknown);

/// <summary>Reads the condition: what is sought, what tells one thing from another, and what must come of it.</summary>
internal static class WhenReader
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(400);

    public static When Read(Section section, Source? source)
    {
        var isLines = source is FollowedSource;
        var match = ReadMatch(section, isLines);
        var key = section.Texts("key", [], "Captures, labels or fields that tell one thing from another: each has a state of its own.");
        var value = section.OptionalText("value", "The capture, label or field whose value is looked at.", "seconds");
        var test = TestReader.Read(section);
        var kinds = ReadConditions(section, source, test, match is { Second.Count: > 0 });
        if (kinds.Count > 1)
        {
            section.Error(kinds[^1].Key, $"`{kinds[^1].Key}` does not go with `{kinds[0].Key}`: a watch has one condition. Make two watches of it.");
        }

        if (kinds.Count == 0 && !isLines && source is not null)
        {
            section.Error(null, "A source that gives values needs a condition on them: above, below, is, is_not, matches, changes, flaps or increases_by.");
        }

        if (isLines && !test.IsEmpty && value is null && match is { Json: false })
        {
            section.Error(null, "A condition on a value in lines needs `value:`, the name of a capture.");
        }

        CheckCompany(section, test, kinds);
        var condition = kinds.Count > 0 ? kinds[0].Condition : new EveryMatch();
        var lasts = section.OptionalDuration("lasts", TimeSpan.FromSeconds(1), Longest, "Raise a condition when it happens, and clear it when it has not happened again for so long.", "1h");
        if (lasts is { } span && condition.Lasts)
        {
            section.Error("lasts", "This condition lasts already: `lasts` is for what only happens. For a delay before it is cleared write `clear_for`.");
        }
        else if (lasts is { } linger)
        {
            condition = new Lingers(condition, linger);
        }

        var unknown = section.OptionalDuration("unknown_for", TimeSpan.Zero, Longest, "Also raise the watch when the source could not say for so long.", "10m");
        return new When(match, key, value, condition, unknown is { } patience ? new StaysUnknown(patience) : null);
    }

    /// <summary>Keys that mean something only beside another are not passed over in silence.</summary>
    private static void CheckCompany(Section section, Test test, List<(string Key, Condition Condition)> kinds)
    {
        foreach (var key in new[] { "for", "clear_for", "hysteresis", "valid" }.Where(key => section.Has(key) && test.IsEmpty))
        {
            section.Error(key, $"`{key}` belongs to a test of a value (above, below, is, is_not, matches), and there is none.");
        }

        if (section.Has("report_first") && test.IsEmpty && kinds.All(kind => kind.Key != "changes"))
        {
            section.Error("report_first", "`report_first` belongs to `changes: true` or to a test of a value.");
        }

        if (section.Has("to") && kinds.All(kind => kind.Key != "changes"))
        {
            section.Error("to", "`to` belongs to `changes: true`.");
        }
    }

    private static List<(string Key, Condition Condition)> ReadConditions(Section section, Source? source, Test test, bool hasSecond)
    {
        var count = section.Integer("count", 0, 0, 10_000, "So many matches within the window of `within`.");
        var changes = section.Flag("changes", false, "The value is another than the last known one.");
        var to = section.Texts("to", [], "Only changes to one of these.");
        var flaps = section.Integer("flaps", 0, 0, 10_000, "The value changed so many times within the window of `within`.");
        var increases = section.Number("increases_by", 0, 0, 1e18, "A counter rose by so much within the window of `within`.");
        var within = section.OptionalDuration("within", TimeSpan.FromMilliseconds(1), Longest, "The window of count, flaps, increases_by, followed_by and not_followed_by.", "10m");
        var silent = section.OptionalDuration("silent_for", TimeSpan.FromMilliseconds(1), Longest, "Nothing matched for so long.", "1h");
        var first = section.Flag("report_first", false, "Whether the first value ever counts as a change.");
        var holdFor = section.Duration("for", TimeSpan.Zero, TimeSpan.Zero, Longest, "How long a test must hold before it counts.");
        var clearFor = section.Duration("clear_for", TimeSpan.Zero, TimeSpan.Zero, Longest, "How long a test must fail before it is over.");

        var found = new List<(string, Condition)>();
        Windowed(count > 0, "count", span => new CountWithin((int)count, span));
        Windowed(flaps > 0, "flaps", span => new Flaps((int)flaps, span));
        Windowed(increases > 0, "increases_by", span => new Increases(increases, span));
        Windowed(hasSecond && section.Has("followed_by"), "followed_by", span => new FollowedBy(span));
        Windowed(hasSecond && section.Has("not_followed_by"), "not_followed_by", span => new NotFollowedBy(span));
        if (silent is { } silence)
        {
            found.Add(("silent_for", new Silence(silence)));
        }

        if (changes)
        {
            found.Add(("changes", new Changes { To = to, SaysFirst = first }));
        }

        if (!test.IsEmpty)
        {
            var forget = source is PolledSource polled ? TimeSpan.FromTicks(Math.Max(TimeSpan.FromMinutes(15).Ticks, polled.Every.Ticks * 10)) : (TimeSpan?)null;
            found.Add((TestReader.GivenKey(section), new Holds(test) { For = holdFor, ClearFor = clearFor, SaysFirst = first, Forget = forget }));
        }

        return found;

        void Windowed(bool given, string key, Func<TimeSpan, Condition> make)
        {
            if (given && within is { } span)
            {
                found.Add((key, make(span)));
            }
            else if (given)
            {
                section.Error(key, $"`{key}` needs `within:`, its window, as in `within: 10m`.");
                found.Add((key, make(TimeSpan.FromMinutes(10))));
            }
        }
    }

    private static LineMatch? ReadMatch(Section section, bool isLines)
    {
        var main = Patterns(section);
        var ignore = Expressions(section, "ignore", section.Texts("ignore", [], "A line that one of these regular expressions matches is none at all."));
        var followed = section.OptionalNested("followed_by", Second, "What must follow within the window.");
        var missing = section.OptionalNested("not_followed_by", Second, "What fails to follow within the window.");
        var all = section.Flag("all_matches", false, "Whether each match in a line counts, and not only the first.");
        var json = section.Flag("json", false, "Whether each line is a JSON object, whose members are the captures (nested ones as a.b).");
        if (isLines)
        {
            return new LineMatch(main.Count > 0 ? main : [PatternSet.Compile("")], followed ?? missing ?? [], ignore, all, json);
        }

        if (main.Count + ignore.Count > 0)
        {
            section.Error(main.Count > 0 && section.Has("contains") ? "contains" : "regex", "This source gives values and no lines: write what they are compared with (is, matches, above …).");
        }

        return null;
    }

    private static List<Regex> Second(Section section)
    {
        var patterns = Patterns(section);
        if (patterns.Count == 0)
        {
            section.Error(null, "It needs `contains:` or `regex:`.");
        }

        return patterns;
    }

    private static List<Regex> Patterns(Section section) =>
    [
        .. NotEmpty(section, "contains", section.Texts("contains", [], "Texts, any of which is sought as it stands.")).Select(text => PatternSet.Compile(Regex.Escape(text))),
        .. Expressions(section, "regex", NotEmpty(section, "regex", section.Texts("regex", [], "Regular expressions, any of which is sought; (?<name>…) captures."))),
    ];

    private static IReadOnlyList<string> NotEmpty(Section section, string key, IReadOnlyList<string> texts)
    {
        if (section.Has(key) && (texts.Count == 0 || texts.Contains("")))
        {
            section.Error(key, $"`{key}` is empty: leave it out where every line counts.");
        }

        return texts;
    }

    private static List<Regex> Expressions(Section section, string key, IReadOnlyList<string> texts) =>
        [.. texts.Select(text => SourceReader.Expression(section, key, text)).OfType<Regex>()];
}
