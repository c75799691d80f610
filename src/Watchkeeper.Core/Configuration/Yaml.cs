using System.Text;

namespace Watchkeeper.Core.Configuration;

/// <summary>Writes values the way a person would write them in the file: plain where that is safe, quoted where not.</summary>
internal static class Yaml
{
    public static string Write(string text) => IsPlain(text) ? text : Quoted(text);

    public static string Write(IReadOnlyList<string> texts) => "[" + string.Join(", ", texts.Select(InFlow)) + "]";

    public static string Write(IReadOnlyDictionary<string, string> texts) =>
        texts.Count == 0 ? "{}" : "{ " + string.Join(", ", texts.Select(pair => $"{InFlow(pair.Key)}: {InFlow(pair.Value)}")) + " }";

    private static string InFlow(string text) => IsPlain(text) && text.AsSpan().IndexOfAny(",[]{}") < 0 ? text : Quoted(text);

    private static bool IsPlain(string text) =>
        text.Length > 0
        && text.Trim() == text
        && "-?:,[]{}#&*!|>'\"%@`~".IndexOf(text[0], StringComparison.Ordinal) < 0
        && !text.Contains(": ", StringComparison.Ordinal)
        && !text.Contains(" #", StringComparison.Ordinal)
        && text[^1] != ':'
        && !text.Any(char.IsControl)
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
                _ when char.IsControl(letter) => quoted.Append($"\\u{(int)letter:x4}"),
                _ => quoted.Append(letter),
            };
        }

        return quoted.Append('"').ToString();
    }
}
