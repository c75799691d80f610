using System.Text;
using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Logs.Matching;

namespace Watchkeeper.Disks.Peripety;

/// <summary><c>config convert peripetyd.conf</c>: the section <c>disks:</c> that does what peripetyd's file did.</summary>
internal static class PeripetyConverter
{
    public static Converter Converter { get; } = new("peripety", Recognises, Convert) { Sections = ["disks"] };

    private static bool Recognises(string text) =>
        (text.Contains("regexs", StringComparison.Ordinal) && text.Contains("event_type", StringComparison.Ordinal)) || text.Contains("save_to_journald", StringComparison.Ordinal) || text.Contains("dump_blk_info_at_start", StringComparison.Ordinal);

    private static string Convert(string text)
    {
        var file = new PeripetyFile(text);
        var yaml = new StringBuilder("# Converted from peripetyd.conf.\n");
        foreach (var sentence in file.LeftOut)
        {
            yaml.Append($"# left out: {sentence}.\n");
        }

        yaml.Append($"disks:\n  journal: {(file.SavesToJournal ? "always" : "never")}\n");
        if (file.NotifiesStandardOutput)
        {
            yaml.Append("  # notify_stdout: use 'watchkeeper disks monitor --json'.\n");
        }

        if (file.DumpsAtStart)
        {
            yaml.Append("  # dump_blk_info_at_start: use 'watchkeeper disks list'.\n");
        }

        var patterns = file.Patterns.Select(pattern => (Pattern: pattern, Expression: Expression(pattern.Regex, out var problem), Problem: problem)).ToList();
        if (patterns.Count > 0)
        {
            yaml.Append(patterns.Exists(each => each.Problem is null) ? "  patterns:\n" : "  patterns: []\n");
        }

        foreach (var (pattern, expression, problem) in patterns)
        {
            Write(yaml, pattern, expression, problem);
        }

        return yaml.ToString();
    }

    private static void Write(StringBuilder yaml, PeripetyPattern pattern, string expression, string? problem)
    {
        var name = pattern.EventType;
        var type = string.Concat(name.ToLowerInvariant().Select(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) ? letter : '-')).Trim('-');
        if (problem is not null)
        {
            // Peripety left out what it could not read and took the rest; so does this file.
            yaml.Append($"    # change this, then take away the '#': {string.Concat(problem.Select(letter => Yaml.IsLetter(letter) ? letter : ' '))}\n");
        }

        var margin = problem is null ? "    " : "    # ";
        yaml.Append($"{margin}- type: {(type.Length == 0 ? "custom" : type)}\n");
        if (pattern.StartsWith.Length > 0)
        {
            yaml.Append($"{margin}  starts_with: {Yaml.Write(pattern.StartsWith)}\n");
        }

        yaml.Append($"{margin}  pattern: {Yaml.Write(expression)}\n");
        yaml.Append($"{margin}  subsystem: {Subsystem(pattern.SubSystem, out var note)}{note}\n");
        yaml.Append($"{margin}  meaning: {Yaml.Write($"the line of {name} was seen")}\n");
        yaml.Append($"{margin}  peripety_type: {Yaml.Write(name)}\n");
    }

    private static string Expression(string regex, out string? problem)
    {
        var expression = RustExpression.Translate(regex, out problem);
        try
        {
            PatternSet.Compile(expression);
            problem ??= expression.Length == 0 ? "the regex is missing." : null;
        }
        catch (ProblemException malformed)
        {
            problem ??= malformed.Message;
        }

        return expression;
    }

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
                note = $" # it was {Yaml.Write(name)}, which peripety does not know";
                return "other";
        }
    }
}
