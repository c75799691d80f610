using System.Text.Json.Nodes;
using Watchkeeper.Core.Contracts;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Uptime.Boots;

namespace Watchkeeper.Uptime;

/// <summary>The first lines of the status: up since when, and the last downtime with its cause.</summary>
internal sealed class UptimeStatus(UptimeReader reader) : IStatusSection
{
    /// <summary>A crash colours the status for as long as it is news.</summary>
    private static readonly TimeSpan News = TimeSpan.FromDays(1);

    public int Order => 10;

    public ValueTask<StatusReport> ReadAsync(CancellationToken cancellation)
    {
        var history = reader.History();
        var running = history.Boots.LastOrDefault(boot => boot.End == BootEnd.Running);
        var before = history.Boots.LastOrDefault(boot => boot.End != BootEnd.Running);
        var values = new JsonObject();
        var lines = new List<StatusLine>();
        if (running is not null)
        {
            values["boot"] = new JsonObject
            {
                ["id"] = running.BootId?.ToString(),
                ["started"] = running.Started.ToString(),
                ["kernel"] = running.Kernel,
                ["number"] = running.Number,
            };
            values["uptime"] = Seconds(running.Uptime);
            values["suspended"] = Seconds(running.Suspended);
            var since = UptimeText.Time(running.Started, TimeZoneInfo.Local);
            lines.Add(new StatusLine("Up", $"{UptimeText.Length(running.Uptime)}, since {since} (boot {running.Number}, kernel {running.Kernel})"));
            if (!running.ClockTrusted)
            {
                lines.Add(new StatusLine("Clock", "not synchronised yet: times are what the host's clock says", Severity.Notice));
            }
        }

        if (before is not null)
        {
            values["last_downtime"] = LastDowntime(before);
            lines.Add(new StatusLine("Last downtime", Describe(before), IsNews(before, history.Now) ? Severity.Warning : Severity.Info));
        }

        return ValueTask.FromResult(new StatusReport(values, lines));
    }

    private static JsonObject LastDowntime(Boot boot) => new()
    {
        ["from"] = boot.Ended?.ToString(),
        ["length"] = boot.Downtime is { } length ? Seconds(length) : null,
        ["end"] = Causes.Name(boot.End),
        ["cause"] = Causes.Name(boot.Cause),
        ["reason"] = boot.Reason,
    };

    private static string Describe(Boot boot)
    {
        var length = boot.Downtime is { } known ? UptimeText.Length(known) : "of unknown length";
        return $"{length} on {UptimeText.Time(boot.Ended!.Value, TimeZoneInfo.Local)}: {Causes.Describe(boot)}. {boot.Reason}".TrimEnd();
    }

    private static bool IsNews(Boot boot, Instant now) => boot.End == BootEnd.Crash && now - boot.Ended!.Value < News;

    private static double Seconds(TimeSpan length) => Math.Round(length.TotalSeconds, 3);
}
