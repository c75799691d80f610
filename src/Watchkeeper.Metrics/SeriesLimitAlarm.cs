using System.Text.Json.Nodes;
using Watchkeeper.Core;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics;

/// <summary>Tells, at most once an hour for each source, that a source has more series than it may have.</summary>
internal sealed class SeriesLimitAlarm(SeriesCatalog catalog, EventJournal journal, HostClock clock)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromHours(1);

    private readonly Dictionary<string, TimeSpan> _told = new(StringComparer.Ordinal);

    public void Look()
    {
        foreach (var (source, refused) in catalog.TakeRefused())
        {
            if (!_told.TryGetValue(source, out var last) || clock.Uptime - last >= Quiet)
            {
                _told[source] = clock.Uptime;
                _ = TellAsync(source, refused);
            }
        }
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
