using System.Diagnostics;
using Watchkeeper.Metrics.Collectors;
using Watchkeeper.Metrics.Series;
using Watchkeeper.Tests.Core.Time;

namespace Watchkeeper.Tests.Metrics.Collectors;

/// <summary>A folder of files that anybody may write into harms no other file, and no other collector.</summary>
public sealed class TextfileCollectorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("wk-textfile-").FullName;
    private readonly SeriesCatalog _catalog = new(1000);
    private readonly List<string> _told = [];
    private readonly TextfileCollector _collector;

    public TextfileCollectorTests() => _collector = new(
        _folder,
        _catalog,
        new FakeHostClock(FakeHostClock.Parse("2026-03-01T00:00:00Z")),
        (name, problem) => _told.Add($"{name}: {problem}"),
        TimeSpan.FromSeconds(30));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_that_cannot_be_read_is_named_once_and_the_others_count()
    {
        _catalog.Get(MetricFamily.Gauge("node_load1", ""), Labels.Of("node_load1"), SeriesCatalog.Host);
        Write("a.prom", "good 1\n");
        Write("b.prom", "fine 1\nbad line {\n");
        Write("c.prom", "node_load1 999\n");
        Write("d.prom", "far 1 4000000000000\n");
        Write("note.txt", "not read");

        Assert.Equal(["good", "node_textfile_mtime_seconds", "node_textfile_scrape_error"], Collect());
        Assert.Equal(3, _told.Count);
        Assert.StartsWith("textfile (b.prom): Line 2: ", _told[0]);
        Assert.Equal("textfile (c.prom): node_load1 belongs to the source host", _told[1]);
        Assert.StartsWith("textfile (d.prom): the time lies more than an hour ahead", _told[2]);

        Collect();
        Assert.Equal(3, _told.Count);
        Write("b.prom", "fine 1\n");
        Assert.Equal(["fine", "good"], Collect()[..2]);
        Assert.Equal("textfile (b.prom): ", _told[3]);
    }

    [Fact]
    public void Of_two_files_with_the_same_series_the_later_is_wrong_and_named()
    {
        Write("s1.prom", "same 1\n");
        Write("s2.prom", "other 5\nsame 2\n");

        var batch = new SampleBatch();
        _collector.Collect(batch);

        Assert.Equal(1, Assert.Single(batch.Samples.ToArray(), sample => sample.Series.Labels.Name == "same").Value);
        Assert.Equal(1, Assert.Single(batch.Samples.ToArray(), sample => sample.Series.Labels.Name == "node_textfile_scrape_error").Value);
        Assert.Single(batch.Samples.ToArray(), sample => sample.Series.Labels.Name == "node_textfile_mtime_seconds");
        Assert.Equal(["textfile (s2.prom): same stands in s1.prom already"], _told);

        File.Delete(Path.Combine(_folder, "s1.prom"));
        Assert.Equal(["other", "same"], Collect()[^2..]);
        Assert.Equal("textfile (s2.prom): ", _told[^1]);
    }

    [Fact]
    public void A_pipe_is_not_waited_for()
    {
        Write("a.prom", "good 1\n");
        using (var made = Process.Start("mkfifo", Path.Combine(_folder, "z.prom")))
        {
            made.WaitForExit();
        }

        Assert.Contains("good", Collect());
        Assert.Equal(["textfile (z.prom): it is not a plain file"], _told);
    }

    [Fact]
    public void A_device_is_not_a_plain_file_though_it_has_a_length()
    {
        File.CreateSymbolicLink(Path.Combine(_folder, "z.prom"), "/dev/zero");

        Assert.Equal(["node_textfile_scrape_error"], Collect());
        Assert.Equal(["textfile (z.prom): it is not a plain file"], _told);
    }

    [Fact]
    public void A_folder_that_takes_its_time_is_not_away_and_the_last_reading_stands()
    {
        Write("a.prom", "good 1\n");
        var clock = new FakeHostClock();
        var hasty = new TextfileCollector(_folder, _catalog, clock, (_, _) => { }, TimeSpan.Zero);
        string[] Names()
        {
            var batch = new SampleBatch();
            hasty.Collect(batch);
            return [.. batch.Samples.ToArray().Select(sample => sample.Series.Labels.Name)];
        }

        Assert.True(SpinWait.SpinUntil(() => Names().Contains("good"), TimeSpan.FromSeconds(60)));
        Assert.All(Enumerable.Range(0, 20), _ => Assert.Contains("good", Names()));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_no_failure()
    {
        var missing = new TextfileCollector(_folder + "/none", _catalog, new FakeHostClock(), (_, _) => { }, TimeSpan.FromSeconds(30));
        var batch = new SampleBatch();

        missing.Collect(batch);

        Assert.Equal(0, Assert.Single(batch.Samples.ToArray()).Value);
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);

    private string[] Collect()
    {
        var batch = new SampleBatch();
        _collector.Collect(batch);
        return [.. batch.Samples.ToArray().Select(sample => sample.Series.Labels.Name).Distinct().Order(StringComparer.Ordinal)];
    }
}
