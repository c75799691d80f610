using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Watchkeeper.Core;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics;

/// <summary>Tells, at most once an hour for each source, that a source has more series than it may have, or sends what belongs to another.</summary>
internal sealed class SeriesLimitAlarm(SeriesCatalog catalog, EventJournal journal, HostClock clock, ILogger log)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromHours(1);

    private readonly Dictionary<string, TimeSpan> _told = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TimeSpan> _logged = new(StringComparer.Ordinal);

    public void Look()
    {
        foreach (var (source, refused) in catalog.TakeRefused())
        {
            if (IsDue(_told, source))
            {
                _ = TellAsync(source, refused);
            }
        }

        foreach (var (source, series) in catalog.TakeForeign())
        {
            if (IsDue(_logged, source))
            {
                MetricsLog.Problem(log, $"The source {source} sends {series}, which belongs to the source {series.Source}: such samples are refused. Send them under another name.");
            }
        }
    }

    private bool IsDue(Dictionary<string, TimeSpan> last, string source)
    {
        if (last.TryGetValue(source, out var time) && clock.Uptime - time < Quiet)
        {
            return false;
        }

        last[source] = clock.Uptime;
        return true;
    }

    private async Task TellAsync(string source, long refused)
    {
        try
        {
            await journal.AppendAsync(new EventDraft(
                "metrics.series-limit-reached",
                Severity.Warning,
                source,
                $"The source {source} has its {catalog.Limit} series; samples of further ones are refused. Send fewer label values, or raise metrics.series_limit.")
            {
                Fields = new JsonObject { ["limit"] = catalog.Limit, ["refused"] = refused },
            });
        }
        catch (ProblemException)
        {
            // The database is away; the next refusal tells again in an hour.
        }
    }
}
