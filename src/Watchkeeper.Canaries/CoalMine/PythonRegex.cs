using System.Text.RegularExpressions;

namespace Watchkeeper.Canaries.CoalMine;

/// <summary>
/// Python's <c>re.search</c> for a pattern of a stranger: matching takes time in proportion to the text, whatever the pattern. What cannot be matched so
/// (references back, looking around) is refused.
/// </summary>
internal static class PythonRegex
{
    private const int LongestPattern = 1_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <param name="problem">In the words of Python's <c>re.error</c>.</param>
    public static Regex? Compile(string pattern, out string? problem)
    {
        problem = pattern.Length > LongestPattern ? $"pattern is longer than {LongestPattern} characters" : null;
        if (problem is not null)
        {
            return null;
        }

        try
        {
            var translated = pattern.Replace("(?P<", "(?<", StringComparison.Ordinal).Replace(@"\Z", @"\z", StringComparison.Ordinal);
            return new Regex(translated, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Patience);
        }
        catch (RegexParseException exception)
        {
            problem = Words(exception, pattern);
            return null;
        }
        catch (NotSupportedException)
        {
            problem = "pattern needs backtracking or is too large";
            return null;
        }
    }

    private static string Words(RegexParseException exception, string pattern)
    {
        // .NET points behind what it stumbled over, Python at it.
        var offset = Math.Clamp(exception.Offset, 0, pattern.Length);
        return exception.Error switch
        {
            RegexParseError.InsufficientClosingParentheses => $"missing ), unterminated subpattern at position {OpenParenthesis(pattern)}",
            RegexParseError.InsufficientOpeningParentheses => $"unbalanced parenthesis at position {Math.Max(offset - 1, 0)}",
            RegexParseError.UnterminatedBracket => $"unterminated character set at position {Math.Max(pattern.LastIndexOf('['), 0)}",
            RegexParseError.QuantifierAfterNothing => $"nothing to repeat at position {Math.Max(offset - 1, 0)}",
            RegexParseError.NestedQuantifiersNotParenthesized => $"multiple repeat at position {Math.Max(offset - 1, 0)}",
            RegexParseError.UnescapedEndingBackslash => $"bad escape (end of pattern) at position {pattern.Length - 1}",
            RegexParseError.ReversedQuantifierRange => $"min repeat greater than max repeat at position {Math.Max(pattern.LastIndexOf('{') + 1, 0)}",
            RegexParseError.UnrecognizedEscape => $"bad escape {(offset >= 2 ? pattern[(offset - 2)..offset] : pattern)} at position {Math.Max(offset - 2, 0)}",
            _ => $"pattern is not understood at position {offset}",
        };
    }

    private static int OpenParenthesis(string pattern)
    {
        var open = new Stack<int>();
        var inSet = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '\\':
                    i++;
                    break;
                case '[' when !inSet:
                    inSet = true;
                    break;
                case ']' when inSet:
                    inSet = false;
                    break;
                case '(' when !inSet:
                    open.Push(i);
                    break;
                case ')' when !inSet && open.Count > 0:
                    open.Pop();
                    break;
            }
        }

        return open.Count > 0 ? open.Peek() : 0;
    }
}
