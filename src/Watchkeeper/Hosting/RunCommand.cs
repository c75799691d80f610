using System.CommandLine;
using Watchkeeper.CommandLine;
using Watchkeeper.Core;
using Watchkeeper.Core.CommandLine;

namespace Watchkeeper.Hosting;

/// <summary><c>watchkeeper run</c>: the daemon, in the foreground.</summary>
internal static class RunCommand
{
    public static Command Make(IReadOnlyList<Module> modules) => new Verb(
        "run", "Run the daemon in the foreground; systemd, or you, put it into the background.", async invocation =>
        {
            var terminal = (TerminalInvocation)invocation;
            return await Daemon.RunAsync(modules, terminal.Address.Source, invocation.Clock, invocation.Out);
        });
}
