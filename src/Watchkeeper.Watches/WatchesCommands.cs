using System.CommandLine;
using Watchkeeper.Watches.Verbs;

namespace Watchkeeper.Watches;

/// <summary><c>watchkeeper watches …</c>.</summary>
internal static class WatchesCommands
{
    public static Command Make()
    {
        var command = new Command("watches", WatchesModule.Module.Summary);
        command.Subcommands.Add(ListVerb.Make());
        command.Subcommands.Add(HistoryVerb.Make());
        command.Subcommands.Add(ExplainVerb.Make());
        command.Subcommands.Add(ConditionsVerb.Make());
        command.Subcommands.Add(TestVerb.Make());
        command.Subcommands.Add(RunVerb.Make());
        command.Subcommands.Add(ControlVerbs.MakeSilence());
        command.Subcommands.Add(ControlVerbs.MakeReset());
        command.Subcommands.Add(TableVerb.Make());
        return command;
    }
}
