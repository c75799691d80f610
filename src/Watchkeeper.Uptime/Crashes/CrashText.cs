using System.Globalization;
using System.Text;
using Watchkeeper.Core.CommandLine;
using Watchkeeper.Core.Text;
using Watchkeeper.Uptime.Boots;

namespace Watchkeeper.Uptime.Crashes;

/// <summary>A crash report in words.</summary>
internal static class CrashText
{
    /// <summary>The report as a command line and a mail show it: what the kernel and the other rooms said commands no terminal.</summary>
    public static string Of(CrashReport report, TimeZoneInfo zone)
    {
        var text = new StringBuilder();
        Line("Crash", $"{report.Id}{(report.Cause == Cause.Unknown ? "" : $" ({Causes.Name(report.Cause)})")}");
        Line("Went down", Times.Format(report.WentDown, zone) + Margin(report) + (report.ClockTrusted ? "" : ", by a clock that was not synchronised"));
        Line("Back", report.Back is { } back ? Times.Format(back, zone) : "not known");
        Line("Down for", report.Down is { } down ? UptimeText.Length(down) : "not known");
        Line("Had been up", $"{UptimeText.Length(report.Uptime)}, with kernel {report.Kernel}");
        Line("Likely cause", report.Reason);
        Line("Watches raised", report.Watches.Count == 0 ? "none" : string.Join(", ", report.Watches));
        Line("Canaries missed", report.Canaries.Count == 0 ? "none" : string.Join(", ", report.Canaries));
        Section("The kernel's last words", report.LastWords.Select(line =>
            $"{(line.At is { } at ? Times.Format(at, zone) : "-"),-20}  {line.Source,-7}  {line.Text}"), "None were kept: neither in pstore nor in a journal of that boot.");
        Section("The half hour before", report.Metrics.Select(Metric), "No samples.");
        Section("Events of that half hour", report.Events.Select(item =>
            $"{Times.Format(item.Time, zone)}  {Severities.Name(item.Severity),-9}  {item.Type}  {item.Message}"), "None.");
        return text.ToString();

        void Line(string label, string value) => text.Append(CultureInfo.InvariantCulture, $"{label + ":",-17}{Screen.Clean(value)}\n");

        void Section(string title, IEnumerable<string> lines, string none)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{title}:\n");
            foreach (var line in lines.DefaultIfEmpty(none))
            {
                text.Append(CultureInfo.InvariantCulture, $"  {Screen.Clean(line)}\n");
            }
        }
    }

    private static string Margin(CrashReport report) =>
        report.Uncertainty > TimeSpan.Zero ? $", or up to {UptimeText.Length(report.Uncertainty)} later" : "";

    private static string Metric(MetricBefore metric) => string.Create(
        CultureInfo.InvariantCulture,
        $"{metric.Name,-32}  {metric.First:0.##}{metric.Unit} at first, {metric.Least:0.##} to {metric.Most:0.##}, {metric.Last:0.##}{metric.Unit} at the end");
}
