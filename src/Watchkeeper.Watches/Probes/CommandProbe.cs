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
        var result = await ChildProcess.RunAsync(new ChildOptions(source.Argv) { Timeout = source.Timeout, KillAfter = TimeSpan.FromMilliseconds(100) }, clock, cancellation);
        if (result.Exit is not { } exit)
        {
            return Sample.Unknown(result.Error ?? "it did not end");
        }

        var output = result.Output.Trim();
        return [new Sample(Reading.Of(output), new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["output"] = output,
            ["exit"] = exit.ToString(CultureInfo.InvariantCulture),
            ["seconds"] = (clock.Uptime - started).TotalSeconds.ToString("0.######", CultureInfo.InvariantCulture),
        })];
    }
}
