using System.CommandLine;
using Watchkeeper.Authentication;
using Watchkeeper.Configuration;
using Watchkeeper.Events;
using Watchkeeper.Hosting;
using Watchkeeper.Status;
using Watchkeeper.Timeline;

namespace Watchkeeper.CommandLine;

/// <summary>All the verbs of the program, in the order of its help: its own and the modules'.</summary>
internal sealed class CommandTree(ModuleList modules)
{
    /// <summary>
    /// The root command for these arguments. When their first word names a command, only that one is made: making all of them takes longer than a
    /// short verb may take. Help, completion and mistyped words get the whole tree.
    /// </summary>
    public RootCommand Build(IReadOnlyList<string> arguments, GlobalOptions options)
    {
        var root = new RootCommand("Keeps watch over this host: was it up, are its disks failing, how loaded is it, did its jobs run, and what is done about it.");
        options.AddTo(root);
        if (FirstWord(arguments) is { } word && Make(word) is { } command)
        {
            root.Subcommands.Add(command);
            return root;
        }

        foreach (var name in Names())
        {
            if (Make(name) is { } each)
            {
                root.Subcommands.Add(each);
            }
        }

        return root;
    }

    /// <summary>In the order of the help.</summary>
    private IEnumerable<string> Names()
    {
        yield return "run";
        yield return "status";
        yield return "events";
        yield return "timeline";
        for (var i = 0; i < modules.Count; i++)
        {
            yield return modules.NameOf(i);
        }

        foreach (var name in (string[])["config", "setup", "login", "logout", "completion", "man", "version"])
        {
            yield return name;
        }
    }

    /// <summary>Null when there is no such command.</summary>
    private Command? Make(string name) => name switch
    {
        "run" => RunCommand.Make(modules),
        "status" => StatusCommands.Make(),
        "events" => EventsCommands.Make(),
        "timeline" => TimelineCommands.Make(),
        "config" => ConfigurationCommands.Create(modules, invocation => ((TerminalInvocation)invocation).Address.Source),
        "setup" => SetupCommands.Create(modules, invocation => ((TerminalInvocation)invocation).Address.Source),
        "tokens" => TokensCommands.Make(modules),
        "login" => LoginCommands.MakeLogin(),
        "logout" => LoginCommands.MakeLogout(),
        "completion" => CompletionCommand.Make(),
        "man" => ManualCommand.Make(),
        "version" => VersionCommand.Make(),
        _ => MakeOfModule(name),
    };

    private Command? MakeOfModule(string name)
    {
        for (var i = 0; i < modules.Count; i++)
        {
            if (modules.NameOf(i) == name)
            {
                return modules[i].Command?.Invoke();
            }
        }

        return null;
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
