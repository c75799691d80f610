using System.Text.Json.Nodes;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Text;
using Watchkeeper.Core.Time;
using Watchkeeper.Uptime.Boots;

namespace Watchkeeper.Uptime;

/// <summary>The events of the room, in words.</summary>
internal static class UptimeWords
{
    public static EventDraft Started(Moment now) => new(
        "uptime.host-started", Severity.Info, "", $"The host started {Durations.Format(now.SinceBoot)} ago with kernel {HostKernel.Version}.")
    {
        Fields = new JsonObject { ["kernel"] = HostKernel.Version, ["uptime"] = now.SinceBoot.TotalSeconds },
    };

    public static EventDraft Crashed(BootRecord boot, Outcome outcome) => new(
        "uptime.host-crashed", Severity.Error, "", $"The host went down without shutting down, after {Durations.Format(outcome.EndedAt)} up. {outcome.Reason}")
    {
        Fields = new JsonObject
        {
            ["crashed_boot_id"] = boot.BootId.ToString(),
            ["kernel"] = boot.Kernel,
            ["cause"] = Causes.Name(outcome.Cause),
            ["ended"] = (boot.Booted + outcome.EndedAt).ToString(),
            ["uncertainty"] = outcome.Uncertainty.TotalSeconds,
            ["uptime"] = outcome.EndedAt.TotalSeconds,
        },
    };

    public static EventDraft Stepped(ClockStep step) => new(
        "uptime.clock-stepped", Severity.Notice, "",
        $"The wall clock was set {(step.Delta < TimeSpan.Zero ? "back" : "forward")} by {Durations.Format(step.Delta.Duration())}.")
    {
        Fields = new JsonObject { ["delta"] = step.Delta.TotalSeconds, ["trusted"] = step.After.Trusted },
        At = step.After,
    };

    public static EventDraft Suspended(Moment woke, TimeSpan length) => new(
        "uptime.suspended", Severity.Info, "", $"The host was suspended for {Durations.Format(length)}.")
    {
        Fields = new JsonObject { ["length"] = length.TotalSeconds },
        At = woke,
    };
}
