using Watchkeeper.Core.Time;
using Watchkeeper.Watches.Actions;
using Watchkeeper.Watches.Conditions;
using Watchkeeper.Watches.Sources;

namespace Watchkeeper.Watches.Probes;

/// <summary>Asks systemd for the state of units (<c>systemctl show</c>, whose output is stable).</summary>
internal static class UnitProbe
{
    public static async Task<IReadOnlyList<Sample>> AskAsync(UnitSource source, HostClock clock, CancellationToken cancellation)
    {
        if (!Directory.Exists("/run/systemd/system"))
        {
            return Sample.Unknown("systemd does not run on this host");
        }

        var answer = await ChildProcess.RunAsync(
            new ChildOptions(["systemctl", "show", "--no-pager", "--property=Id,LoadState,ActiveState,SubState,Result,NRestarts", "--", .. source.Units])
            {
                Timeout = source.Timeout,
                KillAfter = TimeSpan.FromMilliseconds(100),
                MostOutput = 4 * 1024 * 1024,
            },
            clock, cancellation);
        return answer.Succeeded ? Parse(answer.Output) : Sample.Unknown(answer.Error!);
    }

    /// <summary>Blocks of <c>Name=value</c> lines with an empty line between, one a unit.</summary>
    internal static IReadOnlyList<Sample> Parse(string output) =>
    [
        .. output.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(block => block.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2).DistinctBy(pair => pair[0])
                .ToDictionary(pair => pair[0], pair => pair[1].Trim(), StringComparer.Ordinal))
            .Where(unit => unit.ContainsKey("Id") && unit.ContainsKey("ActiveState"))
            .Select(unit => new Sample(
                unit.GetValueOrDefault("LoadState") == "not-found" ? Reading.Unknown($"there is no unit {unit["Id"]}") : Reading.Of(unit["ActiveState"]),
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["unit"] = unit["Id"],
                    ["active"] = unit["ActiveState"],
                    ["sub"] = unit.GetValueOrDefault("SubState", ""),
                    ["result"] = unit.GetValueOrDefault("Result", ""),
                    ["restarts"] = unit.GetValueOrDefault("NRestarts", "0"),
                })),
    ];
}
