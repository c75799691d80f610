using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Watchkeeper.Metrics.Series;

/// <summary>
/// A regular expression as Prometheus has it: RE2's language, matched against the whole text, in time in proportion to it. It is translated for .NET, whose
/// expressions look alike and mean something else here and there.
/// </summary>
internal sealed class Re2
{
    private readonly Regex _regex;
    private readonly IReadOnlyList<string> _names;

    /// <exception cref="ArgumentException">RE2 refuses it, or knows something in it that is not supported here.</exception>
    public Re2(string expression)
    {
        var translated = Re2Parser.Translate(expression);
        _names = translated.Names;
        try
        {
            _regex = new($"\\A(?:{translated.Pattern})\\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (NotSupportedException problem)
        {
            throw new ArgumentException("it is too large; a shorter repetition or fewer alternatives may do", problem);
        }
    }

    public bool IsMatch(string text) => _regex.IsMatch(text);

    /// <summary>
    /// What a template says of a text, or null where the text does not match. <c>$name</c> and <c>${name}</c> are groups, by number or by name, as long as
    /// letters, digits and underscores go on: <c>$1a</c> is the group <c>1a</c>. A group that is not there is empty, and <c>$$</c> is a dollar.
    /// </summary>
    public string? Expand(string text, string template)
    {
        var match = _regex.Match(text);
        if (!match.Success)
        {
            return null;
        }

        var result = new StringBuilder();
        for (var at = 0; at < template.Length;)
        {
            if (template[at] != '$')
            {
                result.Append(template[at++]);
            }
            else if (template.AsSpan(at).StartsWith("$$", StringComparison.Ordinal))
            {
                result.Append('$');
                at += 2;
            }
            else if (Name(template, ref at) is { } name)
            {
                result.Append(Group(match, name));
            }
            else
            {
                result.Append('$');
                at++;
            }
        }

        return result.ToString();
    }

    /// <summary>The name behind a dollar, which is moved over; null where the dollar is only one.</summary>
    private static string? Name(string template, ref int at)
    {
        var braced = at + 1 < template.Length && template[at + 1] == '{';
        var start = at + (braced ? 2 : 1);
        var end = start;
        while (end < template.Length && Rune.DecodeFromUtf16(template.AsSpan(end), out var rune, out var length) == System.Buffers.OperationStatus.Done
            && (Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber || rune.Value == '_'))
        {
            end += length;
        }

        if (end == start || (braced && (end == template.Length || template[end] != '}')))
        {
            return null;
        }

        at = end + (braced ? 1 : 0);
        return template[start..end];
    }

    private string Group(Match match, string name)
    {
        // A number with a leading zero is a name.
        if (!name.AsSpan().ContainsAnyExceptInRange('0', '9') && (name[0] != '0' || name.Length == 1))
        {
            return int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? match.Groups[number].Value : "";
        }

        for (var i = 1; i < _names.Count; i++)
        {
            if (_names[i] == name && match.Groups[i].Success)
            {
                return match.Groups[i].Value;
            }
        }

        return "";
    }
}
