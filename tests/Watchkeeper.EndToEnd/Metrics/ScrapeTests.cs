using System.Diagnostics;

namespace Watchkeeper.EndToEnd.Metrics;

/// <summary>What a scraper gets, whatever lies in the folder of files and whatever was pushed.</summary>
public sealed class ScrapeTests
{
    [Fact]
    public async Task Each_series_stands_once_and_a_pipe_stops_nothing()
    {
        var folder = Directory.CreateTempSubdirectory("wk-textfile-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "a.prom"), "tf_ok 1\n");
        using (var made = Process.Start("mkfifo", Path.Combine(folder, "z.prom")))
        {
            await made.WaitForExitAsync();
        }

        await using var daemon = await Daemon.StartAsync($"metrics: {{ interval: 1s, textfile: {folder} }}");
        foreach (var name in (string[])["node_load1", "watchkeeper_database_writes_total"])
        {
            var refused = await daemon.RunAsync("metrics", "push", name, "999");
            Assert.NotEqual(0, refused.ExitCode);
            Assert.Contains($"{name} belongs to the source host and cannot be pushed", refused.Error);
        }

        await Eventually.ValuesAsync(daemon, "tf_ok");
        var text = await daemon.Http.GetStringAsync("/metrics");

        var series = text.Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line[..line.LastIndexOf(' ')]).ToArray();
        Assert.Equal([], series.GroupBy(one => one).Where(group => group.Count() > 1).Select(group => group.Key));
        Assert.Contains("tf_ok", series);
        Assert.Contains("node_textfile_scrape_error 1", text);
        Assert.Contains("textfile (z.prom)", daemon.Log);

        // What is gone from the folder is gone from the next scrape, and does not stay for minutes as what was pushed does.
        File.Delete(Path.Combine(folder, "a.prom"));
        await Eventually.GetAsync(() => daemon.Http.GetStringAsync("/metrics"), text => !text.Contains("tf_ok", StringComparison.Ordinal) && !text.Contains("a.prom", StringComparison.Ordinal));
        Directory.Delete(folder, recursive: true);
    }
}
