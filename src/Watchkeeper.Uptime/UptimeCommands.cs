using System.CommandLine;
using Watchkeeper.Uptime.Verbs;

namespace Watchkeeper.Uptime;

/// <summary><c>watchkeeper uptime …</c>.</summary>
internal static class UptimeCommands
{
    public static Command Make()
    {
        var command = new Command("uptime", UptimeModule.Module.Summary);
        command.Subcommands.Add(ListVerb.Make(new HistorySource()));
        command.Subcommands.Add(SummaryVerb.Make(new HistorySource()));
        command.Subcommands.Add(AtVerb.Make(new HistorySource()));
        command.Subcommands.Add(ReportVerb.Make(new HistorySource()));
        command.Subcommands.Add(CrashVerbs.MakeList());
        command.Subcommands.Add(CrashVerbs.MakeShow());
        command.Subcommands.Add(TransferVerbs.MakeImport());
        command.Subcommands.Add(TransferVerbs.MakeExport());
        return command;
    }
}
