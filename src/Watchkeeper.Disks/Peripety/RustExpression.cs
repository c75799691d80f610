using System.Text;
using System.Text.RegularExpressions;
using Watchkeeper.Core.Text;

namespace Watchkeeper.Disks.Peripety;

/// <summary>
/// A regular expression of Rust's crate regex, written so that it means the same here. Where both read the same letters and mean different things (sets with
/// operators, escapes that only Rust has), it is refused: an expression that silently matches nothing is worse than none.
/// </summary>
internal sealed partial class RustExpression
{
    private readonly StringBuilder _written = new();
    private readonly string _rust;
    private readonly bool _isVerbose;
    private int _at;

    private RustExpression(string rust)
    {
        // Texts over several lines begin and end with line ends that nobody means.
        _rust = rust.Trim('\r', '\n');
        if (VerboseFirst.Match(_rust) is { Success: true } verbose)
        {
            var others = verbose.Groups["flags"].Value.Replace("x", "", StringComparison.Ordinal);
            _written.Append(others.Length == 0 ? "" : $"(?{others})");
            (_isVerbose, _at) = (true, verbose.Length);
        }
    }

    /// <param name="problem">Why it cannot be translated; null when all is well.</param>
    public static string Translate(string rust, out string? problem)
    {
        var expression = new RustExpression(rust);
        problem = expression.Run();
        return problem is null ? expression._written.ToString() : rust;
    }

    private string? Run()
    {
        string? problem = null;
        while (problem is null && _at < _rust.Length)
        {
            problem = _rust[_at] switch
            {
                '\\' => Escape(),
                '[' => Set(),
                '(' when VerboseWithin.IsMatch(_rust, _at) => "it switches (?x) on in its middle, which is not understood here.",
                '\n' when !_isVerbose => "it goes over several lines without (?x), so a line of a log never matches it.",
                _ => SkipVerbose() ? null : Letter(),
            };
        }

        return problem;
    }

    /// <summary>Set by (?x): blanks and comments mean nothing, also within sets.</summary>
    private bool SkipVerbose()
    {
        if (!_isVerbose || !(char.IsWhiteSpace(_rust[_at]) || _rust[_at] == '#'))
        {
            return false;
        }

        var end = _rust[_at] == '#' ? _rust.IndexOf('\n', _at) : _at;
        _at = end < 0 ? _rust.Length : end + 1;
        return true;
    }

    private string? Letter()
    {
        _written.Append(_rust[_at++]);
        return null;
    }

    private string? Escape()
    {
        if (RustOnly.Match(_rust, _at) is { Success: true } unknown)
        {
            return $"{unknown.Value} means something else here.";
        }

        _written.Append(_rust, _at, Math.Min(2, _rust.Length - _at));
        _at = Math.Min(_at + 2, _rust.Length);
        return null;
    }

    private string? Set()
    {
        Letter();
        if (_at < _rust.Length && _rust[_at] == '^')
        {
            Letter();
        }

        var begin = _written.Length;
        while (_at < _rust.Length)
        {
            if (_rust[_at] == ']' && _written.Length > begin)
            {
                return Letter();
            }

            if ((_rust[_at] == '\\' ? Escape() : InSet()) is { } problem)
            {
                return problem;
            }
        }

        return "a set [ has no end.";
    }

    private string? InSet()
    {
        if (Operators.Match(_rust, _at) is { Success: true } operation)
        {
            return $"{operation.Value} within a set is an operator that expressions here do not have.";
        }

        if (_rust[_at] != '[')
        {
            return SkipVerbose() ? null : Letter();
        }

        if (Named.Match(_rust, _at) is not { Success: true } named || PosixSets.Ranges(named.Groups["name"].ValueSpan) is not { } ranges)
        {
            return "a set within a set is not understood here.";
        }

        foreach (var range in ranges.Chunk(2))
        {
            _written.Append(range[0] == range[1] ? Written(range[0]) : $"{Written(range[0])}-{Written(range[1])}");
        }

        _at += named.Length;
        return null;
    }

    /// <summary>A character as it may stand within a set, whatever it means there.</summary>
    private static string Written(char letter) => char.IsAsciiLetterOrDigit(letter) ? $"{letter}" : $@"\x{(int)letter:X2}";

    [GeneratedRegex(@"^\(\?(?<flags>[a-zA-Z]*x[a-zA-Z]*)\)")]
    private static partial Regex VerboseFirst { get; }

    [GeneratedRegex(@"\G\(\?[a-zA-Z]*x[a-zA-Z]*(?:-[a-zA-Z]+)?[:)]")]
    private static partial Regex VerboseWithin { get; }

    [GeneratedRegex(@"\G\\(?:[<>]|b\{)")]
    private static partial Regex RustOnly { get; }

    [GeneratedRegex(@"\G(?:&&|--|~~)")]
    private static partial Regex Operators { get; }

    [GeneratedRegex(@"\G\[:(?<name>[a-z]+):\]")]
    private static partial Regex Named { get; }
}
