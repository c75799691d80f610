namespace Watchkeeper.Core.Text;

/// <summary>
/// The sets of characters that stand as <c>[[:alpha:]]</c> in regular expressions: POSIX's, ascii and word, in ASCII only, as RE2 and Rust's crate
/// regex have them (https://github.com/google/re2/wiki/Syntax, https://docs.rs/regex).
/// </summary>
public static class PosixSets
{
    /// <summary>First and last character of each range, one pair after the other: <c>AZaz</c>. Null where no set has this name.</summary>
    public static string? Ranges(ReadOnlySpan<char> name) => name switch
    {
        "alnum" => "09AZaz",
        "alpha" => "AZaz",
        "ascii" => "\0\x7f",
        "blank" => "\t\t  ",
        "cntrl" => "\0\x1f\x7f\x7f",
        "digit" => "09",
        "graph" => "!~",
        "lower" => "az",
        "print" => " ~",
        "punct" => "!/:@[`{~",
        "space" => "\t\r  ",
        "upper" => "AZ",
        "word" => "09AZ__az",
        "xdigit" => "09AFaf",
        _ => null,
    };
}
