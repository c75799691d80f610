using Watchkeeper.Metrics.Collectors;
using Watchkeeper.Metrics.Exposition;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Tests.Metrics.Collectors;

/// <summary>What the collectors make of captured /proc and /sys trees; refresh the golden files with UPDATE_GOLDEN=1.</summary>
public sealed class CapturedTreesTests
{
    public static TheoryData<string> Trees => ["linux-6.18-vm", "linux-5.10-raspberry-pi"];

    [Theory]
    [MemberData(nameof(Trees))]
    public void A_tree_gives_the_samples_of_its_golden_file(string tree)
    {
        var root = Path.Combine(AppContext.BaseDirectory, "Metrics/Captures", tree);
        var source = new SeriesSource(new SeriesCatalog(10_000), "host");
        var batch = new SampleBatch();
        foreach (var (name, _, make) in CollectorRegistry.All)
        {
            // statvfs asks the running kernel, which no captured tree can stand in for.
            if (name != "filesystems")
            {
                make(new(root + "/proc", root + "/sys", root), source, FilesystemFilter.Default).Collect(batch);
            }
        }

        GoldenText.Check($"tests/Watchkeeper.Tests/Metrics/Golden/{tree}.prom", PrometheusText.Write(batch.Samples));
    }

    [Theory]
    [MemberData(nameof(Trees))]
    [InlineData("")]
    public void A_series_is_made_only_when_there_is_a_sample_for_it(string tree)
    {
        var root = tree.Length == 0 ? "" : Path.Combine(AppContext.BaseDirectory, "Metrics/Captures", tree);
        var catalog = new SeriesCatalog(10_000);
        var batch = new SampleBatch();
        foreach (var (name, _, make) in CollectorRegistry.All)
        {
            if (name != "filesystems")
            {
                make(new(root + "/proc", root + "/sys", root), new SeriesSource(catalog, "host"), FilesystemFilter.Default).Collect(batch);
            }
        }

        var filled = batch.Samples.ToArray().Select(sample => sample.Series).ToHashSet();
        Assert.Equal([], catalog.All().Where(series => !filled.Contains(series)).Select(series => series.ToString()));
    }

    [Fact]
    public void A_small_board_keeps_at_most_150_series()
    {
        var root = Path.Combine(AppContext.BaseDirectory, "Metrics/Captures/linux-5.10-raspberry-pi");
        var source = new SeriesSource(new SeriesCatalog(10_000), "host");
        var batch = new SampleBatch();
        foreach (var (_, _, make) in CollectorRegistry.All)
        {
            make(new(root + "/proc", root + "/sys", root), source, FilesystemFilter.Default).Collect(batch);
        }

        Assert.InRange(batch.Samples.ToArray().Count(sample => sample.Series.Family.Essential), 90, 150);
    }

    [Fact]
    public void A_second_tick_makes_no_new_series_and_hardly_any_garbage()
    {
        var catalog = new SeriesCatalog(10_000);
        var source = new SeriesSource(catalog, "host");
        var collectors = CollectorRegistry.All.Select(kind => kind.Make(HostRoots.Default, source, FilesystemFilter.Default)).ToArray();
        var batch = new SampleBatch();
        Collect(batch, collectors);
        Collect(batch, collectors);
        var count = catalog.Count;

        var before = GC.GetAllocatedBytesForCurrentThread();
        Collect(batch, collectors);

        Assert.Equal(count, catalog.Count);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8_000);
    }

    private static void Collect(SampleBatch batch, Collector[] collectors)
    {
        batch.Clear();
        foreach (var collector in collectors)
        {
            collector.Collect(batch);
        }
    }
}
