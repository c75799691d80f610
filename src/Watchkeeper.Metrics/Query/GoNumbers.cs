using System.Globalization;
using System.Text;

namespace Watchkeeper.Metrics.Query;

/// <summary>What Go's library makes of numbers where .NET's makes something else: Prometheus' answers are Go's.</summary>
internal static class GoNumbers
{
    /// <summary>The greater one: infinity is greater than what is not a number.</summary>
    public static double Max(double left, double right) =>
        double.IsPositiveInfinity(left) || double.IsPositiveInfinity(right) ? double.PositiveInfinity : Math.Max(left, right);

    /// <summary>The lesser one: minus infinity is less than what is not a number.</summary>
    public static double Min(double left, double right) =>
        double.IsNegativeInfinity(left) || double.IsNegativeInfinity(right) ? double.NegativeInfinity : Math.Min(left, right);

    /// <summary>Whether the whole part is in the range of a 64-bit integer.</summary>
    public static bool IsInt64(double value) => value is >= long.MinValue and < 9_223_372_036_854_775_808.0;

    /// <summary>As many digits as tell it from all others, without an exponent.</summary>
    public static string Text(double value)
    {
        var text = Exposition.PrometheusText.Number(value);
        var exponent = text.IndexOf('E', StringComparison.Ordinal);
        if (exponent < 0)
        {
            return text;
        }

        var power = int.Parse(text.AsSpan(exponent + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var sign = value < 0 ? "-" : "";
        var digits = text[sign.Length..exponent].Replace(".", "", StringComparison.Ordinal);
        return power < 0
            ? $"{sign}0.{new string('0', -power - 1)}{digits}"
            : new StringBuilder(sign).Append(digits).Append('0', Math.Max(0, power + 1 - digits.Length)).ToString();
    }
}
