using System.Globalization;
using Watchkeeper.Core.Time;
using Watchkeeper.Watches.Actions;
using Watchkeeper.Watches.Conditions;
using Watchkeeper.Watches.Sources;

namespace Watchkeeper.Watches.Probes;

internal static class CommandProbe
{
    public static async Task<IReadOnlyList<Sample>> AskAsync(CommandSource source, HostClock clock, CancellationToken cancellation)
    {
        var started = clock.Uptime;
        if (!ChildProcess.Exists(source.Argv[0]))
        {
            return Sample.Unknown($"there is no program {source.Argv[0]}");
        }

        var result = await ChildProcess.RunAsync(new ChildOptions(source.Argv) { KeepsErrors = false, Timeout = source.Timeout, KillAfter = TimeSpan.FromMilliseconds(100) }, clock, cancellation);
        if (result.Exit is not { } exit)
        {
            return Sample.Unknown(result.Error ?? "it did not end");
        }

        var output = result.Output.Trim();
        return [new Sample(output.Length > 0 ? Reading.Of(output) : Reading.Unknown("it printed nothing"), new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["output"] = output,
            ["exit"] = exit.ToString(CultureInfo.InvariantCulture),
            ["seconds"] = (clock.Uptime - started).TotalSeconds.ToString("0.######", CultureInfo.InvariantCulture),
        })];
    }
}
