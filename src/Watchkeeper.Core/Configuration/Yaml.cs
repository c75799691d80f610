using System.Text;

namespace Watchkeeper.Core.Configuration;

/// <summary>Writes values the way a person would write them in the file: plain where that is safe, quoted where not.</summary>
public static class Yaml
{
    /// <summary>A text, on one line whatever it holds.</summary>
    public static string Write(string text) => IsPlain(text) ? text : Quoted(text);

    internal static string Write(IReadOnlyList<string> texts) => "[" + string.Join(", ", texts.Select(InFlow)) + "]";

    internal static string Write(IReadOnlyDictionary<string, string> texts) =>
        texts.Count == 0 ? "{}" : "{ " + string.Join(", ", texts.Select(pair => $"{InFlow(pair.Key)}: {InFlow(pair.Value)}")) + " }";

    /// <summary>Whether a letter can stand in a file as it is: no control character, no line end of any kind, no half of a pair.</summary>
    public static bool IsLetter(char letter) => !char.IsControl(letter) && !char.IsSurrogate(letter) && letter is not ('\u2028' or '\u2029' or '\uFEFF' or '\uFFFE' or '\uFFFF');

    private static string InFlow(string text) => IsPlain(text) && text.AsSpan().IndexOfAny(",[]{}") < 0 ? text : Quoted(text);

    private static bool IsPlain(string text) =>
        text.Length > 0
        && text.Trim() == text
        && "-?:,[]{}#&*!|>'\"%@`~".IndexOf(text[0], StringComparison.Ordinal) < 0
        && !text.Contains(": ", StringComparison.Ordinal)
        && !text.Contains(" #", StringComparison.Ordinal)
        && text[^1] != ':'
        && text.All(IsLetter)
        && text is not ("null" or "Null" or "NULL");

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var letter in text)
        {
            _ = letter switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\t' => quoted.Append("\\t"),
                _ when !IsLetter(letter) && !char.IsSurrogate(letter) => quoted.Append($"\\u{(int)letter:x4}"),
                _ => quoted.Append(letter),
            };
        }

        return quoted.Append('"').ToString();
    }
}
