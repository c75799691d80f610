namespace Watchkeeper.Core.Text;

/// <summary>Globs over names: <c>*</c> stands for any characters (none too), <c>?</c> for one; case matters, and nothing is escaped.</summary>
public static class Glob
{
    /// <summary>
    /// Whether the whole text matches. Only the last <c>*</c> is ever tried again, so a hostile pattern costs at most the product of the lengths and in
    /// practice one pass over the text.
    /// </summary>
    public static bool IsMatch(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        var (p, t) = (0, 0);
        var (star, starText) = (-1, 0);
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                starText = t;
            }
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == text[t]))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++starText;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].IndexOfAnyExcept('*') < 0;
    }

    /// <summary>Whether any of the patterns matches; no patterns at all match nothing.</summary>
    public static bool IsMatchAny(IReadOnlyList<string> patterns, ReadOnlySpan<char> text)
    {
        for (var i = 0; i < patterns.Count; i++)
        {
            if (IsMatch(patterns[i], text))
            {
                return true;
            }
        }

        return false;
    }
}
