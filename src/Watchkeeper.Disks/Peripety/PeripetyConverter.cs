using System.Text;
using System.Text.RegularExpressions;
using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Disks.Peripety.Toml;
using Watchkeeper.Logs.Matching;

namespace Watchkeeper.Disks.Peripety;

/// <summary><c>config convert peripetyd.conf</c>: the section <c>disks:</c> that does what peripetyd's file did.</summary>
internal static class PeripetyConverter
{
    public static Converter Converter { get; } = new("peripety", Recognises, Convert);

    private static bool Recognises(string text) =>
        (text.Contains("regexs", StringComparison.Ordinal) && text.Contains("event_type", StringComparison.Ordinal)) || text.Contains("save_to_journald", StringComparison.Ordinal) || text.Contains("dump_blk_info_at_start", StringComparison.Ordinal);

    private static string Convert(string text)
    {
        var file = TomlReader.Parse(text);
        var yaml = new StringBuilder("# Converted from peripetyd.conf.\ndisks:\n");
        var main = file["main"] as TomlTable;
        yaml.Append($"  journal: {(main?["save_to_journald"] is false ? "never" : "always")}\n");
        if (main?["notify_stdout"] is true)
        {
            yaml.Append("  # notify_stdout: use 'watchkeeper disks monitor --json'.\n");
        }

        if (main?["dump_blk_info_at_start"] is not false)
        {
            yaml.Append("  # dump_blk_info_at_start: use 'watchkeeper disks list'.\n");
        }

        var patterns = (file["collector"] as TomlTable)?.Tables("regexs").Select(PeripetyPattern.Of).ToList() ?? [];
        if (patterns.Count > 0)
        {
            yaml.Append(patterns.Any(pattern => Problem(OneLine(pattern.Regex)) is null) ? "  patterns:\n" : "  patterns: []\n");
        }

        foreach (var pattern in patterns)
        {
            Write(yaml, pattern);
        }

        return yaml.ToString();
    }

    private static void Write(StringBuilder yaml, PeripetyPattern pattern)
    {
        var name = pattern.EventType;
        var expression = Prefixed(OneLine(pattern.Regex), pattern.StartsWith);
        var type = string.Concat(name.ToLowerInvariant().Select(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) ? letter : '-')).Trim('-');
        var problem = Problem(expression);
        if (problem is not null)
        {
            // Peripety left out what it could not read and took the rest; so does this file.
            yaml.Append($"    # change this, then take away the '#': {problem.ReplaceLineEndings(" ")}\n");
        }

        var margin = problem is null ? "    " : "    # ";
        yaml.Append($"{margin}- type: {(type.Length == 0 ? "custom" : type)}\n");
        yaml.Append($"{margin}  pattern: {Quoted(expression)}\n");
        yaml.Append($"{margin}  subsystem: {Subsystem(pattern.SubSystem, out var note)}{note}\n");
        yaml.Append($"{margin}  meaning: {Quoted($"the line of {name} was seen")}\n");
        yaml.Append($"{margin}  peripety_type: {Quoted(name)}\n");
    }

    /// <summary>
    /// Peripety looked at the line's beginning first, and then for the expression anywhere in the line. An expression that is bound to the beginning, or holds
    /// the words itself, says so already.
    /// </summary>
    private static string Prefixed(string expression, string start)
    {
        var flags = expression.StartsWith("(?x)", StringComparison.Ordinal) ? "(?x)" : "";
        var rest = expression[flags.Length..].TrimStart();
        var plain = rest.Replace(@"\", "", StringComparison.Ordinal);
        return start.Length == 0 || expression.Length == 0 || rest.StartsWith('^') ? expression
            : plain.StartsWith(start.TrimEnd(), StringComparison.Ordinal) ? $"{flags}^{rest}"
            : $"{flags}^{Regex.Escape(start)}.*?(?:{rest})";
    }

    private static string? Problem(string expression)
    {
        try
        {
            PatternSet.Compile(expression);
            return expression.Length == 0 ? "the regex is missing." : null;
        }
        catch (ProblemException problem)
        {
            return problem.Message;
        }
    }

    /// <summary>Expressions over several lines were written for Rust's (?x), in which line ends mean nothing.</summary>
    private static string OneLine(string expression) => expression.Contains('\n', StringComparison.Ordinal)
        ? "(?x)" + string.Join(' ', expression.Replace("(?x)", "", StringComparison.Ordinal).Split('\n').Select(line => line.Split(" #")[0].Trim())).Trim()
        : expression;

    private static string Subsystem(string name, out string note)
    {
        note = "";
        switch (name.ToLowerInvariant())
        {
            case "lvm-thinprovisioning":
                return "thin";
            case "dm-dirtylog":
                return "dm";
            case "":
                return "other";
            case "scsi" or "multipath" or "ext4" or "xfs" or "nvme" or "jbd2":
                return name.ToLowerInvariant();
            default:
                note = $" # it was {name}, which peripety does not know";
                return "other";
        }
    }

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>An entry of <c>[[collector.regexs]]</c>.</summary>
    private sealed record PeripetyPattern(string StartsWith, string Regex, string SubSystem, string EventType)
    {
        public static PeripetyPattern Of(TomlTable table) =>
            new(table["starts_with"] as string ?? "", table["regex"] as string ?? "", table["sub_system"] as string ?? "", table["event_type"] as string ?? "CUSTOM");
    }
}
