using YamlDotNet.Core;

namespace Watchkeeper.Core.Configuration;

/// <summary>Says in a user's words what the YAML parser stumbled over, and where.</summary>
internal static class YamlProblem
{
    public const string TooDeep = "this is nested deeper than 50 levels; a configuration never is";
    public const string TooMany = "this unfolds to more than 100,000 values; write them without aliases of aliases";

    public static (Mark Place, string Message) Describe(YamlException problem, string text)
    {
        if (problem.Message is TooDeep or TooMany)
        {
            return (problem.Start, problem.Message);
        }

        if (TabbedLine(text) is { } tabbed)
        {
            return (new Mark(0, tabbed, 1), "this line is indented with a tab; YAML takes only spaces");
        }

        if (problem.Start.Index < text.Length && text[(int)problem.Start.Index] is '@' or '`' or '%')
        {
            return (problem.Start, $"a text that begins with {text[(int)problem.Start.Index]} stands in quotes");
        }

        return (problem.Start, $"this is not YAML: {Sentence(problem.Message)}; check the indentation, the colons and the quotes here and just above");
    }

    private static string Sentence(string message)
    {
        var trimmed = message.Trim().TrimEnd('.');
        return trimmed.Length == 0 ? "it cannot be read" : char.ToLowerInvariant(trimmed[0]) + trimmed[1..];
    }

    /// <summary>The parser points at the beginning of the mapping; people look for the line.</summary>
    private static int? TabbedLine(string text)
    {
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            if (line.TrimStart(' ').StartsWith("\t") && !line.IsWhiteSpace())
            {
                return number;
            }
        }

        return null;
    }
}
