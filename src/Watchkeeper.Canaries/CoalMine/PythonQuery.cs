using System.Text;

namespace Watchkeeper.Canaries.CoalMine;

/// <summary>
/// A query string as Python's <c>parse_qs</c> reads it: <c>&amp;</c> alone separates, a parameter without a value is as good as absent, and what is not
/// UTF-8 becomes a replacement character.
/// </summary>
internal sealed class PythonQuery
{
    private readonly List<(string Name, string Value)> _pairs = [];

    /// <param name="text">The query string as it was sent, with or without its question mark.</param>
    public PythonQuery(string? text)
    {
        foreach (var part in (text ?? "").TrimStart('?').Split('&'))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals >= 0 && equals < part.Length - 1)
            {
                _pairs.Add((Unquote(part.AsSpan(0, equals)), Unquote(part.AsSpan(equals + 1))));
            }
        }
    }

    /// <summary>The names in the order in which they first appear.</summary>
    public IEnumerable<string> Names => _pairs.Select(pair => pair.Name).Distinct(StringComparer.Ordinal);

    /// <summary>The last value wins.</summary>
    public string? Last(string name) => _pairs.FindLast(pair => pair.Name == name).Value;

    public string? First(string name) => _pairs.Find(pair => pair.Name == name).Value;

    public string[] All(string name) => [.. _pairs.Where(pair => pair.Name == name).Select(pair => pair.Value)];

    public void Remove(string name) => _pairs.RemoveAll(pair => pair.Name == name);

    public void Set(string name, string value)
    {
        Remove(name);
        _pairs.Add((name, value));
    }

    private static string Unquote(ReadOnlySpan<char> text)
    {
        if (text.IndexOfAny('%', '+') < 0)
        {
            return text.ToString();
        }

        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                bytes.Add(Convert.FromHexString(text.Slice(i + 1, 2))[0]);
                i += 2;
            }
            else if (text[i] == '+')
            {
                bytes.Add((byte)' ');
            }
            else
            {
                var end = i + (char.IsHighSurrogate(text[i]) && i + 1 < text.Length ? 2 : 1);
                bytes.AddRange(Encoding.UTF8.GetBytes(text[i..end].ToString()));
                i = end - 1;
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }
}
