using System.Globalization;
using System.Text.RegularExpressions;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Logs.Records;

/// <summary>
/// Records of lines as people see them: dmesg (plain, <c>-T</c>, <c>-x</c>, <c>-r</c>, <c>--time-format iso</c>), syslog files in the old and the RFC 3339 form,
/// and journalctl's short forms. What a line does not say stays unknown.
/// </summary>
public static partial class LineRecords
{
    /// <summary>Longer lines are cut here, with a mark at the end.</summary>
    public const int LongestLine = 16 * 1024;

    private static readonly string[] Levels = ["emerg", "alert", "crit", "err", "warn", "notice", "info", "debug"];

    /// <summary>Takes a line apart. Never fails: a line of no known form is its own text.</summary>
    /// <param name="year">The year of old syslog times, which lack one; null leaves such times unknown.</param>
    public static LogRecord Parse(string line, int? year = null)
    {
        if (line.Length > LongestLine)
        {
            line = string.Concat(line.AsSpan(0, LongestLine), "…");
        }

        if (DmesgLine.Match(line) is { Success: true } dmesg)
        {
            return Dmesg(dmesg);
        }

        if (SyslogLine.Match(line) is { Success: true } syslog)
        {
            var record = new LogRecord(syslog.Groups["text"].Value) { Program = syslog.Groups["program"].Value, Time = Time(syslog.Groups["time"].ValueSpan, year) };
            return record.IsKernel ? KernelTimed(record) : record;
        }

        return DatedLine.Match(line) is { Success: true } dated
            ? new LogRecord(dated.Groups["text"].Value) { Program = "kernel", Time = Time(dated.Groups["time"].ValueSpan, year) }
            : new LogRecord(line);
    }

    /// <summary>Whether a line has the form of a log's: a time, and who speaks.</summary>
    public static bool IsOfLog(string line) => DmesgLine.IsMatch(line) || SyslogLine.IsMatch(line) || DatedLine.IsMatch(line);

    private static LogRecord Dmesg(Match line)
    {
        var record = new LogRecord(line.Groups["text"].Value)
        {
            Program = line.Groups["program"] is { Success: true } program ? program.Value : "kernel",
            Priority = line.Groups["priority"] is { Success: true } number ? (Severity)(int.Parse(number.ValueSpan, CultureInfo.InvariantCulture) & 7)
                : line.Groups["level"] is { Success: true } level && Array.IndexOf(Levels, level.Value) is >= 0 and var index ? (Severity)index : null,
            KernelTime = Seconds(line.Groups["seconds"].ValueSpan),
        };
        return line.Groups["facility"] is { Success: true, Value: not "kern" } ? record with { Program = "" } : record;
    }

    /// <summary>rsyslog leaves the kernel's own time in the text.</summary>
    private static LogRecord KernelTimed(LogRecord record) => KernelTimeInText.Match(record.Text) is { Success: true } timed
        ? record with { Text = record.Text[timed.Length..], KernelTime = Seconds(timed.Groups["seconds"].ValueSpan) }
        : record;

    private static TimeSpan? Seconds(ReadOnlySpan<char> text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds < 1e11m
            ? TimeSpan.FromMicroseconds((long)(seconds * 1_000_000)) : null;

    private static Instant? Time(ReadOnlySpan<char> text, int? year)
    {
        if (text.Length > 0 && char.IsAsciiDigit(text[0]))
        {
            var point = text.ToString().Replace(',', '.');
            return DateTimeOffset.TryParse(point, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var time) ? Instant.From(time) : null;
        }

        string[] forms = ["MMM d HH:mm:ss yyyy", "ddd MMM d HH:mm:ss yyyy"];
        var dated = MultipleSpaces.Replace(text.ToString(), " ");
        dated = year is null || dated.Count(letter => letter == ' ') > 2 ? dated : $"{dated} {year}";
        return DateTimeOffset.TryParseExact(dated, forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var local) ? Instant.From(local) : null;
    }

    /// <summary><c>[   12.345678] text</c>, with <c>&lt;3&gt;</c> or <c>kern  :err   : </c> before it, a caller id or (journalctl) host and program after it.</summary>
    [GeneratedRegex(@"^(?:<(?<priority>\d{1,3})>|(?<facility>[a-z]+) *:(?<level>[a-z]+) *: )?\[ *(?<seconds>\d{1,11}\.\d{1,9})\] ?(?:\[ *[TC]\d+\] ?)?(?:\S+ (?<program>kernel|multipathd|iscsid|smartd|mdadm|zed|dmeventd)(?:\[\d+\])?: )?(?<text>.*)$", RegexOptions.Singleline)]
    private static partial Regex DmesgLine { get; }

    /// <summary>Time, host, program and perhaps its process: <c>Nov 20 06:00:00 db1 sshd[12]: text</c>.</summary>
    [GeneratedRegex(@"^(?:<\d{1,3}>)?(?<time>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d+)?|\d{4}-\d\d-\d\d[T ][\d:]+(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?) \S+ (?<program>[^\s\[:]+)(?:\[\d+\])?: (?<text>.*)$", RegexOptions.Singleline)]
    private static partial Regex SyslogLine { get; }

    /// <summary>dmesg with a readable time: <c>[Fri Nov 20 08:06:38 2026] text</c>, or <c>2026-11-20T08:06:38,123456+00:00 text</c>.</summary>
    [GeneratedRegex(@"^(?:\[(?<time>[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4})\]|(?<time>\d{4}-\d\d-\d\dT[\d:]+[.,]\d+(?:Z|[+-]\d\d:\d\d))) (?<text>.*)$", RegexOptions.Singleline)]
    private static partial Regex DatedLine { get; }

    [GeneratedRegex(@"^\[ *(?<seconds>\d{1,11}\.\d{1,9})\] ?")]
    private static partial Regex KernelTimeInText { get; }

    [GeneratedRegex(" {2,}")]
    private static partial Regex MultipleSpaces { get; }
}
