using System.Globalization;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Uptime.Verbs;

/// <summary>Comma-separated values (RFC 4180, lines ended by a line feed): times in RFC 3339, lengths in seconds, what is unknown empty.</summary>
internal static class Csv
{
    public static void Write(TextWriter output, IEnumerable<string> columns, IEnumerable<object?[]> rows)
    {
        output.Write(string.Join(',', columns) + '\n');
        foreach (var row in rows)
        {
            output.Write(string.Join(',', row.Select(Field)) + '\n');
        }
    }

    private static string Field(object? value)
    {
        var text = value switch
        {
            null => "",
            TimeSpan span => (span.Ticks / (decimal)TimeSpan.TicksPerSecond).ToString("0.######", CultureInfo.InvariantCulture),
            bool flag => flag ? "true" : "false",
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            Instant instant => instant.ToString(),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
