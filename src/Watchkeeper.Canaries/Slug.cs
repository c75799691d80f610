using System.Globalization;
using System.Text;

namespace Watchkeeper.Canaries;

/// <summary>The name of a canary as it stands in URLs: unique, and the same as Coal Mine's for every name.</summary>
internal static class Slug
{
    /// <summary>
    /// Lower case; a run of blanks, hyphens and underscores becomes one hyphen; then what is neither a letter nor a digit of any script is left out, so
    /// that a name of punctuation alone gives the empty slug.
    /// </summary>
    public static string Of(string name)
    {
        var slug = new StringBuilder(name.Length);
        var inRun = false;
        foreach (var rune in name.Replace("İ", "i", StringComparison.Ordinal).ToLowerInvariant().EnumerateRunes())
        {
            var separates = rune.Value is '-' or '_' or (>= 0x1C and <= 0x1F) || Rune.IsWhiteSpace(rune);
            if (separates && !inRun)
            {
                slug.Append('-');
            }
            else if (!separates && IsWord(rune))
            {
                slug.Append(rune.ToString());
            }

            inRun = separates;
        }

        return slug.ToString();
    }

    /// <summary>Whether this may be a slug, though perhaps of another name: other systems let their users choose it.</summary>
    public static bool IsOne(string text) => text.EnumerateRunes().All(rune => rune.Value is '-' or '_' || (IsWord(rune) && Rune.ToLowerInvariant(rune) == rune));

    // Python's \w leaves out combining marks and connecting punctuation, which .NET's has.
    private static bool IsWord(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter
        or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;
}
