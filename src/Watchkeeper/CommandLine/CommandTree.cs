using System.CommandLine;
using Watchkeeper.Authentication;
using Watchkeeper.Configuration;
using Watchkeeper.Core;
using Watchkeeper.Events;
using Watchkeeper.Hosting;
using Watchkeeper.Status;
using Watchkeeper.Timeline;

namespace Watchkeeper.CommandLine;

/// <summary>All the verbs of the program, in the order of its help: its own and the modules'.</summary>
internal sealed class CommandTree(IReadOnlyList<Module> modules)
{
    private IEnumerable<(string Name, Func<Command> Make)> Commands =>
    [
        ("run", () => RunCommand.Make(modules)),
        ("status", StatusCommands.Make),
        ("events", EventsCommands.Make),
        ("timeline", TimelineCommands.Make),
        .. modules.Where(module => module.Command is not null).Select(module => (module.Name, module.Command!)),
        ("config", () => ConfigurationCommands.Create(modules, invocation => ((TerminalInvocation)invocation).Address.Source)),
        ("tokens", () => TokensCommands.Make(modules)),
        ("login", LoginCommands.MakeLogin),
        ("logout", LoginCommands.MakeLogout),
        ("completion", CompletionCommand.Make),
        ("man", ManualCommand.Make),
        ("version", VersionCommand.Make),
    ];

    /// <summary>
    /// The root command for these arguments. When their first word names a command, only that one is made: making all of them takes longer than a
    /// short verb may take. Help, completion and mistyped words get the whole tree.
    /// </summary>
    public RootCommand Build(IReadOnlyList<string> arguments, GlobalOptions options)
    {
        var root = new RootCommand("Keeps watch over this host: was it up, are its disks failing, how loaded is it, did its jobs run, and what is done about it.");
        options.AddTo(root);
        var word = FirstWord(arguments);
        var commands = Commands.ToList();
        var wanted = commands.Where(command => command.Name == word).ToList();
        foreach (var (_, make) in wanted.Count > 0 ? wanted : commands)
        {
            root.Subcommands.Add(make());
        }

        return root;
    }

    private static string? FirstWord(IReadOnlyList<string> arguments)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            if (GlobalOptions.WithValue.Contains(arguments[i]))
            {
                i++;
            }
            else if (!arguments[i].StartsWith('-'))
            {
                return arguments[i];
            }
        }

        return null;
    }
}
