using System.Globalization;
using System.Text.Json.Nodes;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Text;
using Watchkeeper.Core.Time;
using Watchkeeper.Uptime.Boots;
using Watchkeeper.Uptime.Crashes;

namespace Watchkeeper.Uptime;

/// <summary>The events of the room, in words.</summary>
internal static class UptimeWords
{
    public static EventDraft Started(Moment now) => new(
        "uptime.host-started", Severity.Info, "", $"The host started {Durations.Format(now.SinceBoot)} ago with kernel {HostKernel.Version}.")
    {
        Fields = new JsonObject { ["kernel"] = HostKernel.Version, ["uptime"] = now.SinceBoot.TotalSeconds },
    };

    /// <summary>A warning only, because the report that follows it is the error that people are sent.</summary>
    public static EventDraft Crashed(BootRecord boot, Outcome outcome) => new(
        "uptime.host-crashed", Severity.Warning, "", $"The host went down without shutting down, after {Durations.Format(outcome.EndedAt)} up. {outcome.Reason}")
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

    public static EventDraft Reported(CrashReport report) => new(
        "uptime.crash-report", Severity.Error, report.Id.ToString(CultureInfo.InvariantCulture),
        $"The host crashed at {Times.Format(report.WentDown, TimeZoneInfo.Utc)} and was down for {(report.Down is { } down ? UptimeText.Length(down) : "an unknown time")}. {report.Reason}")
    {
        Fields = new JsonObject
        {
            ["crash"] = report.Id,
            ["crashed_boot_id"] = report.BootId.ToString(),
            ["cause"] = Causes.Name(report.Cause),
            ["ended"] = report.WentDown.ToString(),
            ["uncertainty"] = report.Uncertainty.TotalSeconds,
            ["down"] = report.Down?.TotalSeconds,
            ["text"] = CrashText.Of(report, TimeZoneInfo.Local),
        },
    };

    public static EventDraft Stepped(ClockStep step) => Stepped(step, "");

    /// <summary>Between two runs of the daemon in one boot.</summary>
    public static EventDraft SteppedUnseen(ClockStep step) => Stepped(step, " while Watchkeeper was not running");

    private static EventDraft Stepped(ClockStep step, string when) => new(
        "uptime.clock-stepped", Severity.Notice, "",
        $"The wall clock was set {(step.Delta < TimeSpan.Zero ? "back" : "forward")} by {Durations.Format(step.Delta.Duration())}{when}.")
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
