using Watchkeeper.Metrics;
using Watchkeeper.Metrics.Collectors;
using Watchkeeper.Metrics.Query;
using Watchkeeper.Metrics.Series;
using Watchkeeper.Metrics.Store;
using Watchkeeper.Tests.Core.Time;

namespace Watchkeeper.Tests.Metrics.Query;

/// <summary>The dashboard "Node Exporter Full" works over Watchkeeper: its queries have data, on this host or on one of the captured ones.</summary>
public sealed class DashboardTests
{
    private static readonly string[] Lines = [.. File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Metrics/Fixtures/node-exporter-full.txt"))
        .Where(line => line.Length > 0 && line[0] != '#')];

    private static readonly FakeHostClock Clock = new(FakeHostClock.Parse("2026-03-01T00:00:00Z"));

    [Fact]
    public void Each_query_has_data_or_is_listed_with_the_reason()
    {
        var hosts = new[] { "", "linux-6.18-vm", "linux-5.10-raspberry-pi" }.Select(Collected).ToArray();
        var now = Clock.Now.Microseconds / 1000;
        var empty = Lines.Where(line => !line.StartsWith("- ", StringComparison.Ordinal))
            .Where(query => hosts.All(host => new QueryEngine(host).Instant(query, now).Vector.Count == 0)).ToArray();

        Assert.True(empty.Length == 0, "These give nothing:\n" + string.Join('\n', empty));
        Assert.InRange(Lines.Count(line => !line.StartsWith("- ", StringComparison.Ordinal)), 110, 1000);
    }

    [Fact]
    public void What_is_listed_as_empty_is_a_query_that_can_be_answered_and_has_a_reason()
    {
        Assert.All(Lines.Where(line => line.StartsWith("- ", StringComparison.Ordinal)), line =>
        {
            var parts = line[2..].Split(" | ");
            Assert.True(parts.Length == 2 && parts[1].Length > 10, line);
            Parser.Parse(parts[0]);
        });
    }

    /// <summary>Two collections, ten seconds apart, of a captured host, or of this one.</summary>
    private static SampleSource Collected(string tree)
    {
        var catalog = new SeriesCatalog(10_000);
        var root = Path.Combine(AppContext.BaseDirectory, "Metrics/Captures", tree);
        var roots = tree.Length == 0 ? HostRoots.Default : new HostRoots(root + "/proc", root + "/sys", root);
        var options = new MetricsOptions(
            TimeSpan.FromSeconds(10),
            StoredSeriesChoice.All,
            10_000,
            SampleRetention.Default,
            [.. CollectorRegistry.All.Where(kind => tree.Length == 0 || kind.Name != "filesystems").Select(kind => new CollectorOptions(kind.Name, Enabled: true, TimeSpan.FromSeconds(10)))],
            FilesystemFilter.Default,
            roots);
        var collectors = new CollectorSet(options, catalog, Clock, static (_, _) => { });
        foreach (var age in (int[])[10_000, 0])
        {
            var batch = new SampleBatch();
            collectors.Collect(batch, null);
            foreach (var sample in batch.Samples)
            {
                sample.Series.Head.TryAppend((Clock.Now.Microseconds / 1000) - age, sample.Value, new(Guid.Empty, 0, Trusted: true));
            }
        }

        return (matchers, from, to, _) =>
        [
            .. catalog.Select(matchers).Select(series =>
            {
                var data = new SeriesData(series);
                series.Head.CopyTo(data.Samples, from, to);
                return data;
            }).Where(data => data.Samples.Count > 0),
        ];
    }
}
