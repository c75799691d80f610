using System.Text;
using Watchkeeper.Watches.Conditions;

namespace Watchkeeper.Watches;

/// <summary>
/// The key of one thing as a text that people can read and that no other thing has: the value itself, or several with a comma between, in quotes (doubled
/// where they stand in the value) where a value holds a comma or a quote.
/// </summary>
internal static class WatchKey
{
    public static string Of(IReadOnlyList<string> names, IFacts facts) => names.Count switch
    {
        0 => "",
        1 => facts[names[0]] ?? "",
        _ => string.Join(", ", names.Select(name => Quoted(facts[name] ?? ""))),
    };

    /// <summary>The values that a key was made of; empty where it was made of nothing.</summary>
    public static IReadOnlyList<string> Parts(string key, int count)
    {
        if (count < 2)
        {
            return count == 0 || key.Length == 0 ? [] : [key];
        }

        var parts = new List<string>(count);
        var part = new StringBuilder();
        var isQuoted = false;
        for (var at = 0; at < key.Length; at++)
        {
            if (key[at] == '"' && isQuoted && at + 1 < key.Length && key[at + 1] == '"')
            {
                part.Append(key[at++]);
            }
            else if (key[at] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (key[at] == ',' && !isQuoted)
            {
                parts.Add(part.ToString());
                part.Clear();

                // The blank after it.
                at++;
            }
            else
            {
                part.Append(key[at]);
            }
        }

        return key.Length == 0 ? [] : [.. parts, part.ToString()];
    }

    private static string Quoted(string value) =>
        value.AsSpan().IndexOfAny(',', '"') < 0 ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
