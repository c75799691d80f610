using System.Text.RegularExpressions;
using Watchkeeper.Core.Events;
using Watchkeeper.Watches.Active;
using Watchkeeper.Watches.Conditions;
using Watchkeeper.Watches.Matching;
using Watchkeeper.Watches.Sources;

namespace Watchkeeper.Watches.Options;

/// <summary>
/// What every host should have watched, without a configuration. They raise conditions and run nothing. Their expressions are compiled with the program:
/// building them when it starts would take longer than everything else does.
/// </summary>
internal static partial class SafeDefaults
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Forget = TimeSpan.FromMinutes(15);

    public static IReadOnlyList<Watch> All { get; } =
    [
        Values("filesystem-full", Severity.Warning, "{mountpoint} is {value} % full.", "A full filesystem stops what writes to it.",
            new MetricSource("100 * (1 - node_filesystem_avail_bytes / node_filesystem_size_bytes)") { Every = Minute },
            new Holds(new Test { Above = [Bound(90, Severity.Warning), Bound(95, Severity.Critical)], Hysteresis = 1 }) { For = Minute, Forget = Forget })
            with { Key = ["mountpoint"] },
        Values("filesystem-full-soon", Severity.Warning, "{mountpoint} will be full within a day, at the pace of the last six hours.", "There is still time to make room.",
            new MetricSource("node_filesystem_avail_bytes") { UntilZero = TimeSpan.FromHours(6), Every = 5 * Minute },
            new Holds(new Test { Below = [new Level(Quantity.Of(86_400), null)], Hysteresis = 7_200 }) { For = 30 * Minute, Forget = Forget })
            with { Key = ["mountpoint"] },
        Values("unit-failed", Severity.Error, "{unit} has failed ({result}).", "A failed unit stays down until somebody looks.",
            new UnitSource(["*"]) { Every = Minute },
            new Holds(new Test { Is = ["failed"] }) { Forget = Forget })
            with { Key = ["unit"] },
        Values("unit-restarting", Severity.Warning, "{unit} restarts again and again: {restarts} times since it was started.", "It seems to run, and does not.",
            new UnitSource(["*.service"]) { Every = Minute },
            new Increases(3, 10 * Minute))
            with { Key = ["unit"], Value = "restarts" },
        Kernel("oom-kill", Severity.Error, "The kernel ran out of memory and killed {program}.", "Something was killed that was wanted; something takes more memory than there is.",
            OutOfMemory)
            with { Key = ["program"] },
        Kernel("read-only-remount", Severity.Critical, "A filesystem was made read-only after an error.", "Nothing can be saved there any more, and the disk may be failing.",
            RemountedReadOnly, ForcedReadOnly, Corruption, ForcedShutdown),
        Values("clock-not-synchronised", Severity.Warning, "The clock has not been synchronised for an hour.", "Logs, certificates and schedules need the right time.",
            new ClockSource { Every = Minute },
            new Holds(new Test { Is = ["doubtful"] }) { For = 60 * Minute, Forget = Forget }),
        Values("temperature-near-critical", Severity.Warning, "{chip} {sensor} is at {celsius} °C; {critical} °C is critical.", "It will throttle, and then switch off.",
            new TemperatureSource { Every = Minute },
            new Holds(new Test { Below = [Bound(10, Severity.Warning), Bound(5, Severity.Critical)], Hysteresis = 2 }) { For = Minute, Forget = Forget })
            with { Key = ["chip", "sensor"] },
        new Watch("storage-error")
        {
            Why = "A disk or filesystem said that it is failing.",
            IsDefault = true,
            Severity = Severity.Error,
            Source = new EventSource(["disks.*"], Severity.Error),
            Match = Anything,
            Key = ["subject"],
            Condition = new Lingers(new EveryMatch(), TimeSpan.FromDays(1)),
            Message = Template.Parse("{message}"),
        }.Raising(),
    ];

    private static LineMatch Anything => new([AnyLine], [], [], AllMatches: false, Json: false);

    private static Watch Values(string name, Severity severity, string message, string why, Source source, Condition condition) => new Watch(name)
    {
        Why = why,
        IsDefault = true,
        Severity = severity,
        Source = source,
        Condition = condition,
        Message = Template.Parse(message),
    }.Raising();

    private static Watch Kernel(string name, Severity severity, string message, string why, params IReadOnlyList<Regex> expressions) => new Watch(name)
    {
        Why = why,
        IsDefault = true,
        Severity = severity,
        Source = new KernelSource(),
        Match = new LineMatch(expressions, [], [], AllMatches: false, Json: false),
        Condition = new Lingers(new EveryMatch(), TimeSpan.FromHours(1)),
        Message = Template.Parse(message),
    }.Raising();

    private static Level Bound(long bound, Severity severity) => new(Quantity.Of(bound), severity);

    private static Watch Raising(this Watch watch) => watch with
    {
        Raises = new ConditionDefinition(watch.Name, ConditionDefinition.DefaultPriority(watch.Severity), watch.Severity, watch.Message.ToString(), []),
    };

    [GeneratedRegex(@"(?:Out of memory|Memory cgroup out of memory): Kill(?:ed)? process (?<pid>\d+) \((?<program>[^)]*)\)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex OutOfMemory { get; }

    [GeneratedRegex("Remounting filesystem read-only", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex RemountedReadOnly { get; }

    [GeneratedRegex("forced readonly", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex ForcedReadOnly { get; }

    [GeneratedRegex("Corruption .*Unmount and run xfs_repair", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Corruption { get; }

    [GeneratedRegex("xfs_do_force_shutdown", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex ForcedShutdown { get; }

    [GeneratedRegex("", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex AnyLine { get; }
}
