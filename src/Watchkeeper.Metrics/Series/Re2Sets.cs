namespace Watchkeeper.Metrics.Series;

/// <summary>The sets of characters that RE2 knows by name (https://github.com/google/re2/wiki/Syntax).</summary>
internal static class Re2Sets
{
    /// <summary>By the letter of the escape, in ASCII only: <c>\d</c>, <c>\s</c>, <c>\w</c>.</summary>
    public static string? Perl(char letter) => char.ToLowerInvariant(letter) switch
    {
        'd' => "09",
        's' => "\t\n\f\r  ",
        'w' => "09AZ__az",
        _ => null,
    };

    /// <summary>Whether it is a general category that both RE2 and .NET know.</summary>
    public static bool IsCategory(string name) => name is "C" or "Cc" or "Cf" or "Co" or "Cs" or "L" or "Ll" or "Lm" or "Lo" or "Lt" or "Lu"
        or "M" or "Mc" or "Me" or "Mn" or "N" or "Nd" or "Nl" or "No" or "P" or "Pc" or "Pd" or "Pe" or "Pf" or "Pi" or "Po" or "Ps"
        or "S" or "Sc" or "Sk" or "Sm" or "So" or "Z" or "Zl" or "Zp" or "Zs";
}
