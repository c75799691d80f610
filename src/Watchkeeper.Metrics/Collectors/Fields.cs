using System.Buffers.Text;

namespace Watchkeeper.Metrics.Collectors;

/// <summary>Walks through the text of a kernel file, word by word and line by line, without making strings.</summary>
internal ref struct Fields(ReadOnlySpan<byte> text)
{
    private ReadOnlySpan<byte> _rest = text;

    public readonly bool AtEnd => _rest.IsEmpty;

    /// <summary>What is left of the present line, and moves to the next one.</summary>
    public ReadOnlySpan<byte> Line()
    {
        var end = _rest.IndexOf((byte)'\n');
        var line = end < 0 ? _rest : _rest[..end];
        _rest = end < 0 ? [] : _rest[(end + 1)..];
        return line;
    }

    /// <summary>The next word of the line; empty at its end.</summary>
    public ReadOnlySpan<byte> Word()
    {
        _rest = _rest.TrimStart(" \t"u8);
        var end = _rest.IndexOfAny((byte)' ', (byte)'\t', (byte)'\n');
        var word = end < 0 ? _rest : _rest[..end];
        _rest = _rest[word.Length..];
        return word;
    }

    /// <summary>The next word as a number; a word that is none is refused.</summary>
    public double Number() => TryNumber(out var value) ? value : throw new CollectException("a number was expected and there is none");

    /// <summary>The next word as a number; false at the end of the line.</summary>
    public bool TryNumber(out double value)
    {
        var word = Word();
        if (Utf8Parser.TryParse(word, out ulong whole, out var used) && used == word.Length)
        {
            value = whole;
            return true;
        }

        return Utf8Parser.TryParse(word, out value, out used) && used == word.Length;
    }

    /// <summary>A file that holds one number; not a number when it does not.</summary>
    public static double Single(ReadOnlySpan<byte> text) => new Fields(text).TryNumber(out var value) ? value : double.NaN;
}
