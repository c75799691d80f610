using System.Text.Json.Nodes;
using Watchkeeper.Core;
using Watchkeeper.Core.Contracts;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Uptime.Boots;

namespace Watchkeeper.Uptime;

/// <summary>The first lines of the status: up since when, and the last downtime with its cause.</summary>
internal sealed class UptimeStatus(UptimeReader reader, HostClock clock) : IStatusSection
{
    /// <summary>A crash colours the status for as long as it is news.</summary>
    private static readonly TimeSpan News = TimeSpan.FromDays(1);

    public int Order => 10;

    public ValueTask<StatusReport> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            return ValueTask.FromResult(Report(reader.History()));
        }
        catch (ProblemException away) when (away.Kind == ProblemKind.Unavailable)
        {
            return ValueTask.FromResult(WithoutHistory());
        }
    }

    private static StatusReport Report(UptimeHistory history)
    {
        var values = new JsonObject();
        var lines = new List<StatusLine>();
        if (history.Boots.LastOrDefault(boot => boot.End == BootEnd.Running) is { } running)
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
            lines.Add(Up(running.Uptime, running.Started, $"boot {running.Number}, kernel {running.Kernel}"));
            if (!running.ClockTrusted)
            {
                lines.Add(new StatusLine("Clock", "not synchronised yet: times are what the host's clock says", Severity.Notice));
            }
        }

        if (history.Boots.LastOrDefault(boot => boot.End != BootEnd.Running) is not { } before)
        {
            lines.Add(new StatusLine("Last downtime", "none recorded"));
            return new StatusReport(values, lines);
        }

        values["last_downtime"] = LastDowntime(before);
        lines.Add(new StatusLine("Last downtime", Describe(before), IsNews(before, history.Now) ? Severity.Warning : Severity.Info)
        {
            Items = IsNews(before, history.Now) ? [Crash(before)] : [],
        });
        return new StatusReport(values, lines);
    }

    /// <summary>How long the host has been up is known without any record.</summary>
    private StatusReport WithoutHistory()
    {
        var (now, kernel) = (clock.Read(), HostKernel.Version);
        var started = now.Wall - now.SinceBoot;
        var values = new JsonObject
        {
            ["boot"] = new JsonObject { ["id"] = clock.BootId.ToString(), ["started"] = started.ToString(), ["kernel"] = kernel },
            ["uptime"] = Seconds(now.SinceBoot),
        };
        return new StatusReport(values, [Up(now.SinceBoot, started, $"kernel {kernel}"), new StatusLine("Last downtime", "not known while the database is away", Severity.Warning)]);
    }

    private static StatusLine Up(TimeSpan uptime, Instant started, string which) =>
        new("Up", $"{UptimeText.Length(uptime)}, since {started.WholeSecond} ({which})");

    private static StatusItem Crash(Boot boot) => new(
        "This host", $"crashed, and was down for {(boot.Downtime is { } down ? UptimeText.Length(down) : "an unknown time")}. {boot.Reason}".TrimEnd(), Severity.Warning)
    {
        Since = boot.Ended,
        Advice = "Read the report of what went before.",
        Link = "uptime?crash=last",
    };

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
        return $"{length} on {boot.Ended!.Value.WholeSecond}: {Causes.Describe(boot)}. {boot.Reason}".TrimEnd();
    }

    private static bool IsNews(Boot boot, Instant now) => boot.End == BootEnd.Crash && now - boot.Ended!.Value < News;

    private static double Seconds(TimeSpan length) => Math.Round(length.TotalSeconds, 3);
}
