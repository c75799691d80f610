using Watchkeeper.Metrics.Push;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Collectors;

/// <summary>
/// Files that other programs leave (<c>*.prom</c>, in Prometheus' text format, renamed into place when they are complete): as node_exporter's textfile
/// collector. A file that cannot be read is left out and told by <c>node_textfile_scrape_error</c>; the others count.
/// </summary>
internal sealed class TextfileCollector(string folder, SeriesCatalog catalog) : Collector("textfile")
{
    private const string SourceName = "textfile";
    private const long Largest = 16 * 1024 * 1024;

    private readonly SeriesSource _source = new(catalog, SourceName);

    public override void Collect(SampleBatch batch)
    {
        var failed = false;
        if (folder.Length == 0 || !Directory.Exists(folder))
        {
            return;
        }

        foreach (var file in Directory.EnumerateFiles(folder, "*.prom").Order(StringComparer.Ordinal))
        {
            try
            {
                Collect(batch, file);
            }
            catch (Exception problem) when (problem is PushException or IOException or UnauthorizedAccessException)
            {
                failed = true;
            }
        }

        batch.Add(_source.Gauge("node_textfile_scrape_error", "1 if there was an error opening or reading a file, 0 otherwise"), failed ? 1 : 0);
    }

    private void Collect(SampleBatch batch, string file)
    {
        var info = new FileInfo(file);
        if (info.Length > Largest)
        {
            throw new IOException($"{file} is too large");
        }

        foreach (var sample in TextSamples.Read(File.ReadAllText(file), openMetrics: false))
        {
            batch.Add(catalog.Get(sample.Family, sample.Labels, SourceName), sample.Value, sample.Time);
        }

        var modified = new DateTimeOffset(info.LastWriteTimeUtc).ToUnixTimeMilliseconds() / 1000.0;
        batch.Add(_source.Get(MetricFamily.Gauge("node_textfile_mtime_seconds", "Unixtime mtime of textfiles successfully read."), ("file", file)), modified);
    }
}
