using Watchkeeper.Core;

namespace Watchkeeper.Disks.Peripety.Toml;

/// <summary>A place in a text of TOML, and what can be read there without knowing where in the grammar it is.</summary>
internal sealed class TomlCursor(string text)
{
    public string Text { get; } = text;

    public int At { get; set; }

    public bool IsAtEnd => At >= Text.Length;

    /// <summary>The letter here; NUL at the end, which no TOML has.</summary>
    public char Here => IsAtEnd ? '\0' : Text[At];

    public bool IsAt(string words) => Text.AsSpan(At).StartsWith(words, StringComparison.Ordinal);

    public bool Take(string words)
    {
        if (!IsAt(words))
        {
            return false;
        }

        At += words.Length;
        return true;
    }

    /// <exception cref="ProblemException">It is not here.</exception>
    public void Expect(string words, string where)
    {
        if (!Take(words))
        {
            throw Wrong($"'{words}' is missing {where}");
        }
    }

    /// <summary>A line's end is LF or CR LF.</summary>
    public bool TakeLineEnd() => Take("\n") || Take("\r\n");

    public void SkipBlanks()
    {
        while (Here is ' ' or '\t')
        {
            At++;
        }
    }

    /// <summary>Blanks, comments and line ends, in whatever number.</summary>
    public void SkipLines()
    {
        do
        {
            SkipBlanks();
            SkipComment();
        }
        while (TakeLineEnd());
    }

    /// <summary>Up to the next line, or the end; only a comment may come before it.</summary>
    /// <exception cref="ProblemException">Something else stands there.</exception>
    public void EndLine()
    {
        SkipBlanks();
        SkipComment();
        if (!IsAtEnd && !TakeLineEnd())
        {
            throw Wrong("the line should end here");
        }
    }

    /// <summary>Whether a letter may stand in a comment and in a string of one line.</summary>
    public static bool IsText(char letter) => letter is '\t' or (>= ' ' and not '\u007F');

    /// <param name="at">Where it is wrong; here unless it is given.</param>
    public ProblemException Wrong(string what, int? at = null)
    {
        var before = Text.AsSpan(0, Math.Min(at ?? At, Text.Length));
        return new ProblemException(ProblemKind.BadRequest, $"Line {before.Count('\n') + 1}, column {before.Length - before.LastIndexOf('\n')} is no TOML: {what}.");
    }

    private void SkipComment()
    {
        if (Here != '#')
        {
            return;
        }

        while (!IsAtEnd && IsText(Here))
        {
            At++;
        }

        if (!IsAtEnd && !IsAt("\n") && !IsAt("\r\n"))
        {
            throw Wrong("a comment has no control characters");
        }
    }
}
