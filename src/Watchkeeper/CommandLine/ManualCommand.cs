using System.CommandLine;
using Watchkeeper.Core;
using Watchkeeper.Core.CommandLine;

namespace Watchkeeper.CommandLine;

/// <summary>The hidden verb <c>man</c>: prints a manual page, or writes all of them into a folder for the packages.</summary>
internal static class ManualCommand
{
    public static Command Make()
    {
        var name = new Argument<string?>("VERB") { Description = "The verb whose page is printed; without it, the program's.", Arity = ArgumentArity.ZeroOrOne };
        var folder = new Option<string?>("--output") { Description = "Write every page into this folder instead.", HelpName = "FOLDER" };
        var verb = new Verb("man", "Print a manual page (try: watchkeeper man | man -l -).", invocation => RunAsync(invocation, name, folder)) { Hidden = true };
        verb.Arguments.Add(name);
        verb.Options.Add(folder);
        return verb;
    }

    private static async Task<int> RunAsync(Invocation invocation, Argument<string?> name, Option<string?> folder)
    {
        var terminal = (TerminalInvocation)invocation;
        var root = new CommandTree(terminal.Modules).Build([], new GlobalOptions());
        if (invocation.Get(folder) is { } output)
        {
            Directory.CreateDirectory(output);
            await File.WriteAllTextAsync(Path.Combine(output, "watchkeeper.1"), ManualPage.Of(root, root));
            foreach (var command in root.Subcommands.Where(command => !command.Hidden))
            {
                await File.WriteAllTextAsync(Path.Combine(output, $"watchkeeper-{command.Name}.1"), ManualPage.Of(command, root));
            }

            return 0;
        }

        var wanted = invocation.Get(name) is { } verb
            ? root.Subcommands.FirstOrDefault(command => command.Name == verb) ?? throw new ProblemException(ProblemKind.BadRequest, $"There is no verb '{verb}'.")
            : root;
        await invocation.Out.WriteAsync(ManualPage.Of(wanted, root));
        return 0;
    }
}
