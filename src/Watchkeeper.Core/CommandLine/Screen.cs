using System.Globalization;
using System.Text;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Text;

namespace Watchkeeper.Core.CommandLine;

/// <summary>
/// What standard output is: its width and whether it takes colours (<c>NO_COLOR</c>, <c>TERM=dumb</c>); and what is safe and true on it (control characters
/// made harmless, wide characters counted as two).
/// </summary>
/// <param name="Width">In columns; without end where it is no terminal.</param>
public sealed record Screen(bool IsTerminal, bool HasColour, int Width)
{
    public static Screen OfOutput()
    {
        var isTerminal = !Console.IsOutputRedirected;
        var hasColour = isTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") != "dumb";
        return new Screen(isTerminal, hasColour, isTerminal ? WidthOfTerminal() : int.MaxValue);
    }

    /// <summary>The text in the colour of a severity; as it is where there are no colours, and for what is no worse than notice.</summary>
    public string Paint(string text, Severity? severity) => !HasColour ? text : severity switch
    {
        <= Severity.Error => $"\e[31m{text}\e[0m",
        Severity.Warning => $"\e[33m{text}\e[0m",
        Severity.Notice => $"\e[36m{text}\e[0m",
        _ => text,
    };

    public string Bold(string text) => HasColour ? $"\e[1m{text}\e[0m" : text;

    public string Faint(string text) => HasColour ? $"\e[2m{text}\e[0m" : text;

    /// <summary>
    /// One line without control characters, and with what is not seen or turns the direction shown as what it is (<c>⟨U+202E⟩</c>): a message from a log or
    /// a ping must neither command the terminal nor deceive its reader.
    /// </summary>
    public static string Clean(string text)
    {
        if (System.Text.Ascii.IsValid(text) && !text.AsSpan().ContainsAnyInRange('\0', '\x1F') && !text.Contains('\x7F', StringComparison.Ordinal))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '\n' or '\t' or '\r')
            {
                clean.Append(' ');
            }
            else if (!HiddenMarks.Contains(rune))
            {
                clean.Append(rune);
            }
            else if (Rune.IsControl(rune))
            {
                clean.Append('\uFFFD');
            }
            else
            {
                clean.Append(CultureInfo.InvariantCulture, $"⟨U+{rune.Value:X4}⟩");
            }
        }

        return clean.ToString();
    }

    /// <summary>As <see cref="Clean"/>, for a text of several lines, which it stays.</summary>
    public static string CleanLines(string text) => string.Join('\n', text.Split('\n').Select(Clean));

    /// <summary>How many columns a terminal gives the text: wide and emoji characters two, combining ones none.</summary>
    public static int WidthOf(string text)
    {
        if (System.Text.Ascii.IsValid(text))
        {
            return text.Length;
        }

        var width = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            width += WidthOf(rune);
        }

        return width;
    }

    /// <summary>The text cut to a width, with an ellipsis where something was cut.</summary>
    public static string Cut(string text, int width)
    {
        if (WidthOf(text) <= width)
        {
            return text;
        }

        var cut = new StringBuilder();
        var left = width - 1;
        foreach (var rune in text.EnumerateRunes())
        {
            left -= WidthOf(rune);
            if (left < 0)
            {
                break;
            }

            cut.Append(rune);
        }

        return cut.Append('…').ToString();
    }

    /// <summary>The text cut to a width, with an ellipsis in its middle where something was cut: for paths, whose ends tell them apart.</summary>
    public static string CutMiddle(string text, int width)
    {
        if (WidthOf(text) <= width)
        {
            return text;
        }

        // Runes are taken from the end until the second half is full.
        var half = width / 2;
        var runes = text.EnumerateRunes().ToArray();
        var from = runes.Length;
        for (var left = half; from > 0 && (left -= WidthOf(runes[from - 1])) >= 0; from--)
        {
        }

        return Cut(text, width - half) + string.Concat(runes[from..]);
    }

    private static int WidthOf(Rune rune) => rune.Value switch
    {
        < 0x300 => 1,
        0x200B or 0x200D or (>= 0xFE00 and <= 0xFE0F) => 0,
        (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3) or (>= 0xF900 and <= 0xFAFF)
            or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60) or (>= 0xFFE0 and <= 0xFFE6)
            or (>= 0x1F300 and <= 0x1F64F) or (>= 0x1F900 and <= 0x1F9FF) or (>= 0x20000 and <= 0x3FFFD) => 2,
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? 0 : 1,
    };

    private static int WidthOfTerminal()
    {
        try
        {
            return Console.WindowWidth is > 0 and var width ? width : 80;
        }
        catch (Exception failure) when (failure is IOException or PlatformNotSupportedException)
        {
            return 80;
        }
    }
}
