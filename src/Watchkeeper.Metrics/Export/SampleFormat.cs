using System.Globalization;
using System.Text;
using System.Text.Json;
using Watchkeeper.Core.Time;
using Watchkeeper.Metrics.Exposition;
using Watchkeeper.Metrics.Series;
using Watchkeeper.Metrics.Store;

namespace Watchkeeper.Metrics.Export;

internal enum ExportFormat
{
    Csv,
    Json,
    OpenMetrics,
}

/// <summary>Writes stored samples as they are, a series at a time, so that an export of years needs the memory of one series.</summary>
internal static class SampleFormat
{
    public static string ContentType(ExportFormat format) => format switch
    {
        ExportFormat.Csv => "text/csv; charset=utf-8",
        ExportFormat.Json => "application/x-ndjson",
        _ => PrometheusText.OpenMetricsContentType,
    };

    public static IEnumerable<string> Write(IEnumerable<SeriesData> series, ExportFormat format) => format switch
    {
        ExportFormat.Csv => series.Select(Csv).Prepend("series,time,value\n"),
        ExportFormat.Json => series.Select(Json),
        _ => OpenMetrics(series).Append("# EOF\n"),
    };

    private static string Csv(SeriesData series)
    {
        var text = new StringBuilder();
        var name = series.Series.Labels.ToString();
        var quoted = name.AsSpan().IndexOfAny(",\"\n") < 0 ? name : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        for (var i = 0; i < series.Samples.Count; i++)
        {
            text.Append(quoted).Append(',').Append(Time(series.Samples.Times[i])).Append(',').Append(PrometheusText.Number(series.Samples.Values[i])).Append('\n');
        }

        return text.ToString();
    }

    private static string Json(SeriesData series) => JsonSerializer.Serialize(
        SeriesView.Of(series.Series.Labels, series.Samples.Times, series.Samples.Values), MetricsJson.Default.SeriesView) + "\n";

    /// <summary>Families together, as the format demands; a counter without <c>_total</c> in its name is an unknown.</summary>
    private static IEnumerable<string> OpenMetrics(IEnumerable<SeriesData> series)
    {
        var last = "";
        foreach (var one in series)
        {
            var samples = new Sample[one.Samples.Count];
            for (var i = 0; i < samples.Length; i++)
            {
                samples[i] = new(one.Series, one.Samples.Values[i], one.Samples.Times[i]);
            }

            var text = PrometheusText.Write(samples, openMetrics: true, timestamps: true)[..^"# EOF\n".Length];
            var name = one.Series.Labels.Name;
            yield return name == last ? text[FirstSample(text)..] : text;
            last = name;
        }
    }

    private static int FirstSample(string text)
    {
        var at = 0;
        while (text[at] == '#')
        {
            at = text.IndexOf('\n', at) + 1;
        }

        return at;
    }

    private static string Time(long milliseconds) => new Instant(milliseconds * 1000).ToString().ToString(CultureInfo.InvariantCulture);
}
