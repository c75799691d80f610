using System.Text;
using Microsoft.Win32.SafeHandles;
using Watchkeeper.Core;
using Watchkeeper.Core.Time;
using Watchkeeper.Metrics.Push;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Collectors;

/// <summary>
/// Files that other programs leave (<c>*.prom</c>, in Prometheus' text format, renamed into place when they are complete): as node_exporter's textfile
/// collector. A file that cannot be read, or has a series that another file has too, is left out, named in the log and told by <c>node_textfile_scrape_error</c>; the others count. A server that is
/// away blocks reading for minutes, so the folder is read on another thread, and what is not a plain file is not read.
/// </summary>
/// <param name="changed">Told when a file begins to fail (with the reason) and when it is good again (null).</param>
internal sealed class TextfileCollector(string folder, SeriesCatalog catalog, HostClock clock, Action<string, string?> changed, TimeSpan patience)
    : Collector("textfile")
{
    public const string SourceName = "textfile";
    private const long Largest = 16 * 1024 * 1024;

    /// <summary>How long the last reading stands before the folder counts as away: a busy host may take seconds to read one.</summary>
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(30);

    private readonly SeriesSource _source = new(catalog, SourceName);
    private readonly HashSet<string> _failing = new(StringComparer.Ordinal);

    /// <summary>The series of this reading, each with the file that gives it.</summary>
    private readonly Dictionary<Labels, string> _seen = [];
    private Task<TextFile[]>? _reading;
    private TextFile[] _files = [];
    private long _begun;

    public override void Collect(SampleBatch batch)
    {
        var isNew = _reading is null;
        _begun = isNew ? clock.GetTimestamp() : _begun;
        _reading ??= Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        if (((IAsyncResult)_reading).AsyncWaitHandle.WaitOne(isNew ? patience : TimeSpan.Zero))
        {
            var reading = _reading;
            _reading = null;
            _files = reading.GetAwaiter().GetResult();
        }
        else if (clock.GetElapsedTime(_begun) > Away)
        {
            throw new CollectException($"the folder {folder} does not answer");
        }

        _failing.IntersectWith(_files.Select(file => file.Path));
        _seen.Clear();
        foreach (var file in _files)
        {
            Add(batch, file);
        }

        batch.Add(_source.Gauge("node_textfile_scrape_error", "1 if there was an error opening or reading a file, 0 otherwise"), _failing.Count > 0 ? 1 : 0);
    }

    private void Add(SampleBatch batch, TextFile file)
    {
        var problem = file.Problem ?? Foreign(file);
        if (problem is null)
        {
            foreach (var sample in file.Samples)
            {
                _seen[sample.Labels] = file.Path;
                batch.Add(catalog.Get(sample.Family, sample.Labels, SourceName), sample.Value, sample.Time);
            }

            batch.Add(
                _source.Get(MetricFamily.Gauge("node_textfile_mtime_seconds", "Unixtime mtime of textfiles successfully read."), ("file", file.Path)),
                new DateTimeOffset(file.Modified).ToUnixTimeMilliseconds() / 1000.0);
        }

        if (problem is null ? _failing.Remove(file.Path) : _failing.Add(file.Path))
        {
            changed($"{Name} ({Path.GetFileName(file.Path)})", problem?.TrimEnd('.'));
        }
    }

    /// <summary>Why a file's series are not its own: another source has one, or a file that comes before it in order of their names.</summary>
    private string? Foreign(TextFile file)
    {
        foreach (var sample in file.Samples)
        {
            if (_seen.TryGetValue(sample.Labels, out var first))
            {
                return $"{sample.Labels} stands in {Path.GetFileName(first)} already";
            }

            if (catalog.OwnerOf(sample.Labels) is { } owner and not SourceName)
            {
                return $"{sample.Labels} belongs to the source {owner}";
            }
        }

        return null;
    }

    private TextFile[] Read() => Directory.Exists(folder)
        ? [.. Directory.GetFiles(folder, "*.prom").Order(StringComparer.Ordinal).Select(Read)]
        : [];

    private TextFile Read(string path)
    {
        try
        {
            using var file = Open(path);
            var bytes = new byte[Length(file)];
            var count = RandomAccess.Read(file, bytes, 0);
            var samples = TextSamples.Read(Encoding.UTF8.GetString(bytes, 0, count), openMetrics: false);
            var times = new SampleTimes(clock.Read());
            var wrong = samples.Select(sample => sample.Time is { } time ? times.Problem(time) : null).FirstOrDefault(problem => problem is not null);
            return new(path, samples, File.GetLastWriteTimeUtc(file), wrong);
        }
        catch (Exception problem) when (problem is PushException or IOException or UnauthorizedAccessException)
        {
            return new(path, [], default, problem.Message);
        }
    }

    /// <summary>A pipe whose other end nobody has opened would be waited for without end.</summary>
    private static SafeFileHandle Open(string path)
    {
        var descriptor = Native.OpenWithoutWaiting(path);
        return descriptor < 0 ? throw new IOException(Native.Message(-descriptor)) : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    private static long Length(SafeFileHandle file) => FileState.Of(file) switch
    {
        not { IsPlain: true } => throw new IOException("it is not a plain file"),
        { Length: > Largest } => throw new IOException($"it is larger than {Largest} bytes"),
        { } state => state.Length,
    };

    /// <summary>A file as it was read, or why it could not be.</summary>
    private sealed record TextFile(string Path, IReadOnlyList<PushedSample> Samples, DateTime Modified, string? Problem);
}
