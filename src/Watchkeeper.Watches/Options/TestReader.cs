using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Text;
using Watchkeeper.Watches.Conditions;

namespace Watchkeeper.Watches.Options;

/// <summary>Reads a question about a value: <c>above: 90</c>, <c>below: [warning 20, critical 5]</c>, <c>is: failed</c>.</summary>
internal static class TestReader
{
    private static readonly string[] Keys = ["above", "below", "is", "is_not", "matches"];

    public static Test Read(Section section)
    {
        var test = new Test
        {
            Is = section.Texts("is", [], "The value is one of these texts."),
            IsNot = section.Texts("is_not", [], "The value is none of these texts."),
            Matches = SourceReader.Expression(section, "matches", section.OptionalText("matches", "The value matches this regular expression.", "^(failed|degraded)$")),
            Above = Levels(section, "above", "The value is greater: a number, or a list of severities with numbers, as [warning 80, critical 95].", +1),
            Below = Levels(section, "below", "The value is less: a number, or a list of severities with numbers.", -1),
            Hysteresis = section.Number("hysteresis", 0, 0, 1e18, "How far back over the bound the value must come before it is over."),
            Valid = section.Texts("valid", [], "The only values that make sense; any other is unknown."),
        };
        if (test.IsNumeric && test.Is.Count + test.IsNot.Count > 0)
        {
            section.Error(test.Is.Count > 0 ? "is" : "is_not", "A test compares texts (is, is_not, matches) or numbers (above, below), not both.");
        }

        return test;
    }

    public static string GivenKey(Section section) => Array.Find(Keys, section.Has) ?? Keys[0];

    private static List<Level> Levels(Section section, string key, string doc, int direction)
    {
        var levels = new List<Level>();
        foreach (var text in section.Texts(key, [], doc))
        {
            var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            Severity? severity = words.Length == 2 && Severities.TryParse(words[0], out var named) ? named : null;
            if (words.Length is 1 or 2 && (words.Length == 1 || severity is not null) && Quantity.TryParse(words[^1], out var bound))
            {
                levels.Add(new Level(bound, severity));
            }
            else
            {
                section.Error(key, $"“{text}” is no bound: write a number, or a severity and a number, as in `[warning 80, critical 95]`.");
            }
        }

        var sorted = levels.OrderBy(level => direction * level.Bound.ToDouble()).ToList();
        if (levels.Count > 1 && (levels.Any(level => level.Severity is null) || !IsWorseEachTime(sorted)))
        {
            section.Error(key, "Several bounds need a severity each, and the further one must be the worse.");
        }

        return sorted;
    }

    private static bool IsWorseEachTime(List<Level> sorted) => sorted.Zip(sorted.Skip(1)).All(pair => pair.Second.Severity < pair.First.Severity);
}
