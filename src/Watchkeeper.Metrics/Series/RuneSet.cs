using System.Globalization;
using System.Text;

namespace Watchkeeper.Metrics.Series;

/// <summary>
/// A set of characters, as a bracket or an escape of an expression names it, written for .NET. .NET matches UTF-16 units where RE2 matches characters: those
/// beyond the first 65,536 are written as pairs, and are of no category.
/// </summary>
internal sealed class RuneSet
{
    private const int FirstSurrogate = 0xD800;
    private const int LastSurrogate = 0xDFFF;
    private const int FirstPair = 0x10000;
    private const int Last = 0x10FFFF;

    private readonly List<(int First, int Last)> _ranges = [];
    private readonly StringBuilder _categories = new();

    /// <summary>Every character but a line feed.</summary>
    public static string NoLineFeed { get; } = new RuneSet().With('\n', '\n').Write(negated: true, ignoreCase: false);

    public static string Anything { get; } = new RuneSet().Write(negated: true, ignoreCase: false);

    public RuneSet With(int first, int last)
    {
        _ranges.Add((first, last));
        return this;
    }

    /// <param name="pairs">First and last character of each range, all of them ASCII: <c>09az</c>.</param>
    /// <param name="negated">Adds all the others instead.</param>
    /// <param name="ignoreCase">What one of them is another case of is then not among the others.</param>
    public RuneSet With(string pairs, bool negated, bool ignoreCase)
    {
        var members = new SortedSet<int>();
        foreach (var pair in pairs.Chunk(2))
        {
            members.UnionWith(Enumerable.Range(pair[0], pair[1] - pair[0] + 1));
        }

        if (ignoreCase && members.Overlaps(Enumerable.Range('A', 26).Concat(Enumerable.Range('a', 26))))
        {
            // The long s and the sign of kelvins are letters s and k to whoever ignores case.
            members.UnionWith([.. members.Where(static c => char.IsAsciiLetter((char)c)).Select(static c => c ^ 0x20)]);
            members.UnionWith([.. members.Where(static c => c is 's' or 'k').Select(static c => c == 's' ? 0x17F : 0x212A)]);
        }

        foreach (var (first, last) in negated ? Others(members) : members.Select(static member => (member, member)))
        {
            With(first, last);
        }

        return this;
    }

    /// <param name="name">A general category of Unicode, such as <c>Lu</c>.</param>
    /// <param name="negated">Adds all that are in others instead.</param>
    public RuneSet WithCategory(string name, bool negated)
    {
        _categories.Append(negated ? "\\P{" : "\\p{").Append(name).Append('}');
        return negated ? With(FirstPair, Last) : this;
    }

    /// <summary>One unit of a .NET expression that matches one character of the set, or one that is not in it.</summary>
    public string Write(bool negated, bool ignoreCase)
    {
        var parts = new List<string>();
        var single = Single();
        if (negated)
        {
            parts.Add($"[^{single}{Range(FirstSurrogate, LastSurrogate)}]");
        }
        else if (single.Length > 0)
        {
            // Half a pair is of a category too.
            parts.Add(_categories.Length > 0 ? $"[{single}-[{Range(FirstSurrogate, LastSurrogate)}]]" : $"[{single}]");
        }

        var paired = _ranges.Where(static range => range.Last >= FirstPair).Select(static range => (Math.Max(range.First, FirstPair), range.Last));
        parts.AddRange((negated ? Gaps(paired) : paired).SelectMany(Pairs));
        var text = parts.Count == 0 ? @"[^\s\S]" : parts.Count == 1 && parts[0][0] == '[' && parts[0][^1] == ']' && negated ? parts[0] : $"(?:{string.Join('|', parts)})";
        return ignoreCase ? $"(?i:{text})" : text;
    }

    /// <summary>The part that UTF-16 has as single units, without the brackets.</summary>
    private string Single()
    {
        var text = new StringBuilder();
        foreach (var (first, last) in _ranges)
        {
            Append(text, first, Math.Min(last, FirstSurrogate - 1));
            Append(text, Math.Max(first, LastSurrogate + 1), Math.Min(last, FirstPair - 1));
        }

        return text.Append(_categories).ToString();
    }

    private static void Append(StringBuilder text, int first, int last)
    {
        if (first <= last)
        {
            text.Append(Range(first, last));
        }
    }

    private static string Range(int first, int last) => first == last ? Unit(first) : $"{Unit(first)}-{Unit(last)}";

    private static string Unit(int unit) => string.Create(CultureInfo.InvariantCulture, $"\\u{unit:X4}");

    /// <summary>The characters that UTF-16 has as pairs, by the first unit of the pair.</summary>
    private static IEnumerable<string> Pairs((int First, int Last) range)
    {
        var (first, last) = (Split(range.First), Split(range.Last));
        if (first.High == last.High || (first.Low == 0xDC00 && last.Low == 0xDFFF))
        {
            yield return $"[{Range(first.High, last.High)}][{Range(first.Low, last.Low)}]";
            yield break;
        }

        yield return $"{Unit(first.High)}[{Range(first.Low, 0xDFFF)}]";
        if (first.High + 1 < last.High)
        {
            yield return $"[{Range(first.High + 1, last.High - 1)}][{Range(0xDC00, 0xDFFF)}]";
        }

        yield return $"{Unit(last.High)}[{Range(0xDC00, last.Low)}]";
    }

    private static (int High, int Low) Split(int character) => (0xD800 + ((character - FirstPair) >> 10), 0xDC00 + ((character - FirstPair) & 0x3FF));

    private static IEnumerable<(int First, int Last)> Gaps(IEnumerable<(int First, int Last)> ranges)
    {
        var next = FirstPair;
        foreach (var (first, last) in ranges.Order())
        {
            if (first > next)
            {
                yield return (next, first - 1);
            }

            next = Math.Max(next, last + 1);
        }

        if (next <= Last)
        {
            yield return (next, Last);
        }
    }

    private static IEnumerable<(int First, int Last)> Others(SortedSet<int> members)
    {
        var next = 0;
        foreach (var member in members)
        {
            if (member > next)
            {
                yield return (next, member - 1);
            }

            next = member + 1;
        }

        yield return (next, Last);
    }
}
