using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;
using System.Text;

namespace Watchkeeper.CommandLine;

/// <summary>A manual page in the man(7) macros, made from the command itself, so that it never says anything else than <c>--help</c>.</summary>
internal sealed class ManualPage
{
    private readonly StringBuilder _text = new();
    private readonly RootCommand _root;

    private ManualPage(RootCommand root) => _root = root;

    public static string Of(Command command, RootCommand root)
    {
        var page = new ManualPage(root);
        page.Write(command);
        return page._text.ToString();
    }

    private void Write(Command command)
    {
        var isRoot = command == _root;
        var name = isRoot ? "watchkeeper" : $"watchkeeper-{command.Name}";
        Line($".TH {name.ToUpperInvariant().Replace("-", "\\-")} 1 \"\" \"Watchkeeper {Escape(VersionCommand.Version)}\" \"Watchkeeper\"");
        Line(".SH NAME");
        Line($"{Escape(name)} \\- {Escape(Decapitalised(command.Description))}");
        Line(".SH SYNOPSIS");
        Synopsis(command, isRoot ? "watchkeeper" : $"watchkeeper {command.Name}");
        Line(".SH DESCRIPTION");
        Line(Escape(command.Description ?? ""));
        Arguments(command);
        if (command.Subcommands.Any(verb => !verb.Hidden))
        {
            Line(isRoot ? ".SH COMMANDS" : ".SH VERBS");
            Verbs(command, isRoot ? "" : command.Name + " ", isRoot);
        }

        Options("OPTIONS", isRoot ? [] : command.Options);
        Options("GLOBAL OPTIONS", _root.Options);
        Endings(command, isRoot);
    }

    private void Synopsis(Command command, string path)
    {
        var arguments = string.Concat(command.Arguments.Where(argument => !argument.Hidden).Select(argument => $" \\fI{Escape(argument.Name)}\\fR"));
        var verb = command.Subcommands.Any(child => !child.Hidden) ? " \\fIVERB\\fR" : "";
        Line($"\\fB{Escape(path)}\\fR{verb}{arguments} [\\fIOPTIONS\\fR]");
    }

    private void Arguments(Command command)
    {
        foreach (var argument in command.Arguments.Where(argument => !argument.Hidden))
        {
            Entry($"\\fI{Escape(argument.Name)}\\fR", argument.Description);
        }
    }

    private void Verbs(Command command, string prefix, bool isRoot)
    {
        foreach (var verb in command.Subcommands.Where(verb => !verb.Hidden))
        {
            var arguments = string.Concat(verb.Arguments.Where(argument => !argument.Hidden).Select(argument => $" \\fI{Escape(argument.Name)}\\fR"));
            Entry($"\\fB{Escape(prefix + verb.Name)}\\fR{arguments}", verb.Description + (isRoot ? $" See \\fBwatchkeeper\\-{Escape(verb.Name)}\\fR(1)." : ""), isEscaped: isRoot);
            if (isRoot)
            {
                continue;
            }

            if (verb.Options.Any(option => !option.Hidden) || verb.Arguments.Count > 0)
            {
                Line(".RS");
                Arguments(verb);
                foreach (var option in verb.Options.Where(option => !option.Hidden))
                {
                    Option(option);
                }

                Line(".RE");
            }

            Verbs(verb, $"{prefix}{verb.Name} ", isRoot: false);
        }
    }

    private void Options(string title, IEnumerable<Option> options)
    {
        var shown = options.Where(option => !option.Hidden).ToList();
        if (shown.Count == 0)
        {
            return;
        }

        Line($".SH {title}");
        shown.ForEach(Option);
    }

    private void Option(Option option)
    {
        var names = string.Join(", ", option.Aliases.Append(option.Name).OrderBy(name => name.Length).Select(name => $"\\fB{Escape(name)}\\fR"));
        var value = option is HelpOption or VersionOption || option.ValueType == typeof(bool) ? "" : $" \\fI{Escape(option.HelpName ?? "VALUE")}\\fR";
        Entry(names + value, option.Description);
    }

    private void Endings(Command command, bool isRoot)
    {
        Line(".SH EXIT STATUS");
        Line("0 when it worked, 1 when it failed, 2 when it was used wrongly.");
        Line(".SH FILES");
        Entry("\\fI/etc/watchkeeper/watchkeeper.yaml\\fR", "The configuration of root's daemon; a user's is ~/.config/watchkeeper/watchkeeper.yaml.");
        Entry("\\fI/var/lib/watchkeeper/watchkeeper.db\\fR", "Its data.");
        Entry("\\fI/run/watchkeeper/watchkeeper.sock\\fR", "Where it listens for this command.");
        Line(".SH ENVIRONMENT");
        Entry("\\fBWATCHKEEPER_CONFIG\\fR, \\fBWATCHKEEPER_SERVER\\fR, \\fBWATCHKEEPER_TOKEN\\fR", "Stand for the options of the same names.");
        Entry("\\fBNO_COLOR\\fR", "No colours on a terminal.");
        Line(".SH SEE ALSO");
        var others = isRoot ? _root.Subcommands.Where(other => !other.Hidden).Select(other => $"watchkeeper-{other.Name}") : ["watchkeeper"];
        Line(string.Join(",\n", others.Where(other => other != $"watchkeeper-{command.Name}").Select(other => $"\\fB{Escape(other)}\\fR(1)")));
    }

    private void Entry(string tag, string? description, bool isEscaped = false)
    {
        Line(".TP");
        Line(tag);
        Line(isEscaped ? description ?? "" : Escape(description ?? ""));
    }

    private void Line(string line) => _text.Append(line).Append('\n');

    /// <summary>Backslashes and hyphens have a meaning anywhere, a point or an apostrophe at the beginning of a line.</summary>
    private static string Escape(string text)
    {
        var escaped = text.Replace("\\", "\\e").Replace("-", "\\-").ReplaceLineEndings(" ");
        return escaped.StartsWith('.') || escaped.StartsWith('\'') ? "\\&" + escaped : escaped;
    }

    private static string Decapitalised(string? sentence) => string.IsNullOrEmpty(sentence)
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{char.ToLowerInvariant(sentence[0])}{sentence.AsSpan(1)}").TrimEnd('.');
}
