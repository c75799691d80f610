using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Watchkeeper.Core.Text;

namespace Watchkeeper.CommandLine;

/// <summary>Words for a command line that was not understood, with the word that was probably meant.</summary>
internal static partial class UsageErrors
{
    /// <summary>The options that say in which form a verb prints its answer.</summary>
    private static readonly string[] Forms = ["--json", "--csv", "--openmetrics"];

    public static string Explain(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (parsed.UnmatchedTokens is [var unknown, ..])
        {
            var kind = unknown.StartsWith('-') ? "an option" : command.Subcommands.Count > 0 ? "a verb" : "an argument";
            var meant = Nearest.To(unknown, Names(parsed.CommandResult));
            var hint = meant is null ? $"'{Path(parsed.CommandResult)} --help' lists what there is." : $"Did you mean '{meant}'?";
            return $"'{unknown}' is not {kind} of '{Path(parsed.CommandResult)}'. {hint}";
        }

        return command.Subcommands.Count > 0 && parsed.Errors.All(error => error.SymbolResult == parsed.CommandResult)
            ? AskForVerb(parsed)
            : $"{Reworded(parsed.Errors[0].Message).TrimEnd('.')}. '{Path(parsed.CommandResult)} --help' says more.";
    }

    /// <summary>What is printed has one form; a sentence where two were asked for.</summary>
    public static string? FindTwoForms(ParseResult parsed) =>
        parsed.RootCommandResult.Command.Options.Concat(parsed.CommandResult.Command.Options)
            .Where(option => Forms.Contains(option.Name, StringComparer.Ordinal) && parsed.GetResult(option) is { Implicit: false }).ToArray() is [var one, var other, ..]
            ? $"{one.Name} and {other.Name} are two forms of the same output; leave one of them out."
            : null;

    public static string AskForVerb(ParseResult parsed)
    {
        var verbs = parsed.CommandResult.Command.Subcommands.Where(verb => !verb.Hidden).Select(verb => verb.Name);
        return $"'{Path(parsed.CommandResult)}' takes a verb: {string.Join(", ", verbs)}. '{Path(parsed.CommandResult)} --help' says more.";
    }

    /// <summary>The library names the type that a value should have had; people are told what to write.</summary>
    private static string Reworded(string message)
    {
        if (WrongType().Match(message) is not { Success: true } match)
        {
            return message;
        }

        var (given, name, type) = (match.Groups["given"].Value, match.Groups["name"].Value, match.Groups["type"].Value);
        var what = type.Contains("Int", StringComparison.Ordinal)
            ? given.TrimStart('-') is { Length: > 0 } digits && digits.All(char.IsAsciiDigit) ? "too large" : "not a whole number"
            : type.Contains("Boolean", StringComparison.Ordinal) ? "neither true nor false"
            : "not a number";
        return $"{(name.Length > 0 ? $"{name}: " : "")}'{given}' is {what}";
    }

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

    [GeneratedRegex(
        @"^Cannot parse argument '(?<given>.*?)' (?:for (?:option|command) '(?<name>[^']*)' )?as expected type '(?<type>[^']*)'",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WrongType();
}
