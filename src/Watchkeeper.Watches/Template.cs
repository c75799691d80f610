using System.Text;
using Watchkeeper.Watches.Conditions;

namespace Watchkeeper.Watches;

/// <summary>
/// A text with <c>{names}</c> in it that are filled in from the captures. <c>{{</c> is a brace. What is filled in is never read again: a capture that looks
/// like a name stays as it is.
/// </summary>
internal sealed class Template
{
    private readonly List<(string Text, bool IsName)> _parts;

    private Template(List<(string Text, bool IsName)> parts) => _parts = parts;

    public static Template Empty { get; } = new([]);

    public bool IsEmpty => _parts.Count == 0;

    /// <summary>What it is made of: texts, and names that are filled in.</summary>
    public IReadOnlyList<(string Text, bool IsName)> Parts => _parts;

    /// <summary>The names that it wants filled in.</summary>
    public IEnumerable<string> Names => _parts.Where(part => part.IsName).Select(part => part.Text);

    public static Template Parse(string text)
    {
        var parts = new List<(string, bool)>();
        var plain = new StringBuilder();
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] is '{' or '}' && at + 1 < text.Length && text[at + 1] == text[at])
            {
                plain.Append(text[at++]);
                continue;
            }

            var end = text[at] == '{' ? text.IndexOf('}', at) : -1;
            if (end < 0 || !IsName(text.AsSpan(at + 1, end - at - 1)))
            {
                plain.Append(text[at]);
                continue;
            }

            if (plain.Length > 0)
            {
                parts.Add((plain.ToString(), false));
                plain.Clear();
            }

            parts.Add((text[(at + 1)..end], true));
            at = end;
        }

        if (plain.Length > 0)
        {
            parts.Add((plain.ToString(), false));
        }

        return new Template(parts);
    }

    /// <summary>The text with the names filled in; a name that nothing is known of becomes nothing.</summary>
    public string Fill(IFacts facts) => _parts is [(var only, false)]
        ? only
        : string.Concat(_parts.Select(part => part.IsName ? facts[part.Text] ?? "" : part.Text));

    public override string ToString() =>
        string.Concat(_parts.Select(part => part.IsName ? $"{{{part.Text}}}" : part.Text.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal)));

    private static bool IsName(ReadOnlySpan<char> text)
    {
        foreach (var letter in text)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('_' or '.' or '-'))
            {
                return false;
            }
        }

        return text.Length > 0;
    }
}
