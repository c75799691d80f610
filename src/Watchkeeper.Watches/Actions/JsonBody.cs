using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Watchkeeper.Watches.Conditions;

namespace Watchkeeper.Watches.Actions;

/// <summary>
/// A body of JSON with names in it. Whatever is filled in stays one value: within quotes it is escaped, and outside of them it is taken as it is where it is
/// a number or another whole value, and as a text otherwise. No line can add a field of its own, or break the body.
/// </summary>
internal static class JsonBody
{
    /// <summary>Whether a text with names is meant as JSON: it begins as an object or a list does.</summary>
    public static bool IsJson(Template body) => body.Parts is [(var first, false), ..] && first.AsSpan().TrimStart() is ['{' or '[', ..];

    public static string Fill(Template body, IFacts facts)
    {
        var (filled, isQuoted) = (new StringBuilder(), false);
        foreach (var (text, isName) in body.Parts)
        {
            filled.Append(!isName ? text : Value(facts[text], isQuoted));
            isQuoted = isName ? isQuoted : EndsQuoted(text, isQuoted);
        }

        return filled.ToString();
    }

    /// <summary>What stands in JSON for a text that was found.</summary>
    /// <param name="isQuoted">Whether it is filled in between quotes that were written.</param>
    public static string Value(string? text, bool isQuoted) => isQuoted ? Escaped(text ?? "") : Value(text);

    /// <summary>Whether a piece of JSON ends between quotes.</summary>
    /// <param name="isQuoted">Whether it began there.</param>
    public static bool EndsQuoted(string text, bool isQuoted)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (text[at] == '\\' && isQuoted)
            {
                at++;
            }
        }

        return isQuoted;
    }

    private static string Value(string? text)
    {
        try
        {
            using var whole = JsonDocument.Parse(text ?? "null");
            return text ?? "null";
        }
        catch (Exception broken) when (broken is JsonException or ArgumentException)
        {
            return $"\"{Escaped(text!)}\"";
        }
    }

    private static string Escaped(string text) => JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text);
}
