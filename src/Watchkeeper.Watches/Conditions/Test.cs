using System.Text.RegularExpressions;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Text;

namespace Watchkeeper.Watches.Conditions;

/// <summary>What a test says of a reading.</summary>
internal enum Verdict
{
    No,
    Yes,

    /// <summary>It should be a number and is not, or the source could not say.</summary>
    Unknown,
}

/// <summary>A bound and how bad it is to pass it.</summary>
internal readonly record struct Level(Quantity Bound, Severity? Severity);

/// <summary>How far a value has passed the bounds of a test, and on which side.</summary>
/// <param name="Level">0: not at all; 1: the mildest bound.</param>
/// <param name="IsBelow">Whether it is a bound of <see cref="Test.Below"/>.</param>
internal readonly record struct Passed(int Level, bool IsBelow = false);

/// <summary>
/// Asks one question of a reading, and remembers nothing. Texts compare as text, whole numbers exactly. With levels, the answer is the worst that is
/// passed; a level that was reached is left only when the value is back by <see cref="Hysteresis"/>.
/// </summary>
internal sealed record Test
{
    /// <summary>Any of these texts.</summary>
    public IReadOnlyList<string> Is { get; init; } = [];

    /// <summary>None of these texts.</summary>
    public IReadOnlyList<string> IsNot { get; init; } = [];

    public Regex? Matches { get; init; }

    /// <summary>Greater than the bound; the mildest level first.</summary>
    public IReadOnlyList<Level> Above { get; init; } = [];

    /// <summary>Less than the bound; the mildest level first.</summary>
    public IReadOnlyList<Level> Below { get; init; } = [];

    /// <summary>How far back over the bound a value must come before the level is left.</summary>
    public double Hysteresis { get; init; }

    /// <summary>The only values that make sense; any other is unknown. Empty: all do.</summary>
    public IReadOnlyList<string> Valid { get; init; } = [];

    public bool IsNumeric => Above.Count + Below.Count > 0;

    public bool IsEmpty => Is.Count + IsNot.Count + Above.Count + Below.Count == 0 && Matches is null;

    /// <param name="reading">What the source says.</param>
    /// <param name="held">What holds now.</param>
    /// <param name="passed">What holds afterwards.</param>
    public Verdict Ask(in Reading reading, Passed held, out Passed passed)
    {
        passed = default;
        if (reading.IsUnknown || (Valid.Count > 0 && !Valid.Contains(reading.Text, StringComparer.Ordinal)))
        {
            return Verdict.Unknown;
        }

        if (!IsNumeric)
        {
            passed = new(AskText(reading.Text) ? 1 : 0);
            return passed.Level > 0 ? Verdict.Yes : Verdict.No;
        }

        if (!reading.TryNumber(out var number))
        {
            return Verdict.Unknown;
        }

        var above = Reached(Above, number, held.IsBelow ? 0 : held.Level, +1);
        var below = Reached(Below, number, held.IsBelow ? held.Level : 0, -1);
        passed = below > above ? new(below, IsBelow: true) : new(above);
        return passed.Level > 0 ? Verdict.Yes : Verdict.No;
    }

    public Severity? SeverityOf(Passed passed) =>
        passed.Level > 0 && passed.Level <= (passed.IsBelow ? Below : Above).Count ? (passed.IsBelow ? Below : Above)[passed.Level - 1].Severity : null;

    public string Describe()
    {
        var parts = new List<string>();
        Add(Is.Count > 0, $"is {string.Join(" or ", Is)}");
        Add(IsNot.Count > 0, $"is not {string.Join(" or ", IsNot)}");
        Add(Matches is not null, $"matches {Matches}");
        Add(Above.Count > 0, $"above {Bounds(Above)}");
        Add(Below.Count > 0, $"below {Bounds(Below)}");
        return string.Join(" or ", parts);

        void Add(bool given, string text)
        {
            if (given)
            {
                parts.Add(text);
            }
        }
    }

    private static string Bounds(IReadOnlyList<Level> levels) =>
        string.Join(", ", levels.Select(level => level.Severity is { } severity ? $"{level.Bound} ({Severities.Name(severity)})" : level.Bound.ToString()));

    private bool AskText(string text) =>
        (Is.Count > 0 && Is.Contains(text, StringComparer.Ordinal))
        || (IsNot.Count > 0 && !IsNot.Contains(text, StringComparer.Ordinal))
        || (Matches is not null && Matches.IsMatch(text));

    private int Reached(IReadOnlyList<Level> levels, Quantity number, int held, int direction)
    {
        for (var level = levels.Count; level > 0; level--)
        {
            // What is held already is left only beyond the hysteresis.
            var bound = level <= held ? levels[level - 1].Bound.Plus(-direction * Hysteresis) : levels[level - 1].Bound;
            if (number.CompareTo(bound) * direction > 0)
            {
                return level;
            }
        }

        return 0;
    }
}
