using System.Globalization;
using System.Text;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Exposition;

/// <summary>
/// Writes samples for scrapers: Prometheus' text format 0.0.4, or OpenMetrics 1.0, whose families of counters are named without <c>_total</c> and which
/// ends with <c># EOF</c>.
/// </summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";
    public const string OpenMetricsContentType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private const string Total = "_total";

    public static string Write(ReadOnlySpan<Sample> samples, bool openMetrics = false, bool timestamps = false)
    {
        var families = new SortedDictionary<string, List<Sample>>(StringComparer.Ordinal);
        foreach (var sample in samples)
        {
            var name = sample.Series.Labels.Name;
            if (!families.TryGetValue(name, out var family))
            {
                families.Add(name, family = []);
            }

            family.Add(sample);
        }

        var text = new StringBuilder(64 * samples.Length);
        foreach (var (name, family) in families)
        {
            WriteFamily(text, name, family, openMetrics, timestamps);
        }

        return (openMetrics ? text.Append("# EOF\n") : text).ToString();
    }

    /// <summary>The shortest text that gives the same double back, with Prometheus' names for what is not finite.</summary>
    public static string Number(double value) =>
        double.IsNaN(value) ? "NaN"
        : double.IsPositiveInfinity(value) ? "+Inf"
        : double.IsNegativeInfinity(value) ? "-Inf"
        : value.ToString("R", CultureInfo.InvariantCulture);

    private static void WriteFamily(StringBuilder text, string name, List<Sample> samples, bool openMetrics, bool timestamps)
    {
        var family = samples[0].Series.Family;
        var (type, header) = (Type(family.Kind, openMetrics), name);
        if (openMetrics && family.Kind == MetricKind.Counter)
        {
            // OpenMetrics knows counters only by this suffix.
            (type, header) = name.EndsWith(Total, StringComparison.Ordinal) ? (type, name[..^Total.Length]) : ("unknown", name);
        }

        if (family.Help.Length > 0)
        {
            text.Append("# HELP ").Append(header).Append(' ');
            AppendHelp(text, family.Help, openMetrics);
            text.Append('\n');
        }

        text.Append("# TYPE ").Append(header).Append(' ').Append(type).Append('\n');
        foreach (var sample in samples)
        {
            text.Append(sample.Series.Labels).Append(' ').Append(Number(sample.Value));
            if (timestamps && sample.Time is { } time)
            {
                text.Append(' ').Append(openMetrics ? (time / 1000m).ToString(CultureInfo.InvariantCulture) : time.ToString(CultureInfo.InvariantCulture));
            }

            text.Append('\n');
        }
    }

    private static string Type(MetricKind kind, bool openMetrics) => kind switch
    {
        MetricKind.Counter => "counter",
        MetricKind.Gauge => "gauge",
        _ => openMetrics ? "unknown" : "untyped",
    };

    private static void AppendHelp(StringBuilder text, string help, bool openMetrics)
    {
        foreach (var c in help)
        {
            _ = c switch
            {
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '"' when openMetrics => text.Append("\\\""),
                _ => text.Append(c),
            };
        }
    }
}
