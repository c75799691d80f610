using System.CommandLine;
using System.CommandLine.Parsing;

namespace Watchkeeper.CommandLine;

/// <summary>Words for a command line that was not understood, with the word that was probably meant.</summary>
internal static class UsageErrors
{
    public static string Explain(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (parsed.UnmatchedTokens is [var unknown, ..])
        {
            var kind = unknown.StartsWith('-') ? "an option" : command.Subcommands.Count > 0 ? "a verb" : "an argument";
            var meant = Nearest(unknown, Names(parsed.CommandResult));
            var hint = meant is null ? $"'{Path(parsed.CommandResult)} --help' lists what there is." : $"Did you mean '{meant}'?";
            return $"'{unknown}' is not {kind} of '{Path(parsed.CommandResult)}'. {hint}";
        }

        return command.Subcommands.Count > 0 && parsed.Errors.All(error => error.SymbolResult == parsed.CommandResult)
            ? AskForVerb(parsed)
            : $"{parsed.Errors[0].Message.TrimEnd('.')}. '{Path(parsed.CommandResult)} --help' says more.";
    }

    public static string AskForVerb(ParseResult parsed)
    {
        var verbs = parsed.CommandResult.Command.Subcommands.Where(verb => !verb.Hidden).Select(verb => verb.Name);
        return $"'{Path(parsed.CommandResult)}' takes a verb: {string.Join(", ", verbs)}. '{Path(parsed.CommandResult)} --help' says more.";
    }

    /// <summary>The known word that is at most two letters (and less than half of it) away.</summary>
    internal static string? Nearest(string word, IEnumerable<string> known) => known
        .Select(name => (Name: name, Distance: Distance(word, name)))
        .Where(candidate => candidate.Distance <= Math.Min(2, (candidate.Name.Length - 1) / 2))
        .OrderBy(candidate => candidate.Distance)
        .Select(candidate => candidate.Name)
        .FirstOrDefault();

    private static IEnumerable<string> Names(CommandResult result)
    {
        foreach (var verb in result.Command.Subcommands.Where(verb => !verb.Hidden))
        {
            yield return verb.Name;
        }

        for (SymbolResult? level = result; level is CommandResult command; level = level.Parent)
        {
            foreach (var option in command.Command.Options.Where(option => !option.Hidden && (level == result || option.Recursive)))
            {
                yield return option.Name;
            }
        }
    }

    private static string Path(SymbolResult? result)
    {
        var names = new Stack<string>();
        for (; result is CommandResult { Parent: not null } command; result = command.Parent)
        {
            names.Push(command.Command.Name);
        }

        return string.Join(' ', names.Prepend("watchkeeper"));
    }

    /// <summary>The number of letters to insert, remove, replace or swap with the next (optimal string alignment).</summary>
    private static int Distance(string a, string b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    table[i, j] = i + j;
                    continue;
                }

                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                table[i, j] = Math.Min(Math.Min(table[i - 1, j] + 1, table[i, j - 1] + 1), table[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
                }
            }
        }

        return table[a.Length, b.Length];
    }
}
