using Watchkeeper.Core;
using Watchkeeper.Core.CommandLine;
using Watchkeeper.Core.Contracts;
using Watchkeeper.Core.Text;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Watches.Verbs;

/// <summary>The samples of the running daemon, asked over its API: what <c>run --dry-run</c> asks for a metric.</summary>
internal sealed class DaemonSamples(Invocation invocation) : ISamples
{
    public SamplesResult Query(string expression, Instant at) => Ask($"query={Uri.EscapeDataString(expression)}&time={at}");

    public SamplesResult Query(string expression, Instant from, Instant to, TimeSpan step) =>
        Ask($"query={Uri.EscapeDataString(expression)}&since={from}&until={to}&step={Durations.Write(step)}");

    private SamplesResult Ask(string query)
    {
        try
        {
            var answer = invocation.GetAsync($"/api/v1/metrics/query?{query}", WatchesJson.Default.SamplesAnswer).GetAwaiter().GetResult();
            return new SamplesResult(
                [.. answer.Series.Select(series => new SampleSeries(series.Labels, [.. series.Points.Select(point => new SamplePoint(point.Time, point.Value))]))], null);
        }
        catch (ProblemException problem)
        {
            return new SamplesResult([], problem.Message);
        }
    }
}

/// <summary>The answer of <c>GET /api/v1/metrics/query</c>.</summary>
internal sealed record SamplesAnswer(IReadOnlyList<SamplesAnswerSeries> Series);

internal sealed record SamplesAnswerSeries(IReadOnlyDictionary<string, string> Labels, IReadOnlyList<SamplesAnswerPoint> Points);

internal sealed record SamplesAnswerPoint(Instant Time, double Value);
