using System.Text;
using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Logs.Matching;

namespace Watchkeeper.Disks.Peripety;

/// <summary><c>config convert peripetyd.conf</c>: the section <c>disks:</c> that does what peripetyd's file did.</summary>
internal static class PeripetyConverter
{
    public static Converter Converter { get; } = new("peripety", Recognises, Convert);

    private static bool Recognises(string text) =>
        text.Contains("collector.regexs", StringComparison.Ordinal) || text.Contains("save_to_journald", StringComparison.Ordinal) || text.Contains("dump_blk_info_at_start", StringComparison.Ordinal);

    private static string Convert(string text)
    {
        var tables = TomlTables.Parse(text);
        var yaml = new StringBuilder("# Converted from peripetyd.conf.\ndisks:\n");
        var main = tables.Where(table => table.Name == "main").Select(table => table.Values).FirstOrDefault() ?? new Dictionary<string, string>();
        yaml.Append($"  journal: {(main.GetValueOrDefault("save_to_journald") == "false" ? "never" : "always")}\n");
        if (main.GetValueOrDefault("notify_stdout") == "true")
        {
            yaml.Append("  # notify_stdout: use 'watchkeeper disks monitor --json'.\n");
        }

        if (main.GetValueOrDefault("dump_blk_info_at_start") != "false")
        {
            yaml.Append("  # dump_blk_info_at_start: use 'watchkeeper disks list'.\n");
        }

        var patterns = tables.Where(table => table.Name == "collector.regexs").Select(table => table.Values).ToList();
        if (patterns.Count > 0)
        {
            yaml.Append("  patterns:\n");
        }

        foreach (var pattern in patterns)
        {
            Write(yaml, pattern);
        }

        return yaml.ToString();
    }

    private static void Write(StringBuilder yaml, IReadOnlyDictionary<string, string> pattern)
    {
        var name = pattern.GetValueOrDefault("event_type") ?? "CUSTOM";
        var expression = OneLine(pattern.GetValueOrDefault("regex") ?? "");
        var type = string.Concat(name.ToLowerInvariant().Select(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) ? letter : '-')).Trim('-');
        yaml.Append($"    - type: {(type.Length == 0 ? "custom" : type)}\n");
        if (Problem(expression) is { } problem)
        {
            yaml.Append($"      # change this: {problem.ReplaceLineEndings(" ")}\n");
        }

        yaml.Append($"      pattern: {Quoted(expression)}\n");
        yaml.Append($"      subsystem: {Subsystem(pattern.GetValueOrDefault("sub_system") ?? "")}\n");
        yaml.Append($"      meaning: {Quoted($"the line of {name} was seen")}\n");
        yaml.Append($"      peripety_type: {Quoted(name)}\n");
        if (pattern.GetValueOrDefault("starts_with") is { } start && !expression.Replace(@"\", "", StringComparison.Ordinal).Contains(start.Trim(), StringComparison.Ordinal))
        {
            yaml.Append($"      # starts_with was {Quoted(start)}; the pattern does not begin so, and peripety therefore never matched it.\n");
        }
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

    private static string Subsystem(string name) => name.ToLowerInvariant() switch
    {
        "lvm-thinprovisioning" => "thin",
        "dm-dirtylog" => "dm",
        "" => "other",
        var known => known,
    };

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
