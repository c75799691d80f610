using System.Text;
using System.Threading.Channels;
using Watchkeeper.Core.Time;
using Watchkeeper.Logs.Records;
using Watchkeeper.Logs.Sources;

namespace Watchkeeper.Logs.Files;

/// <summary>
/// A log file as it grows, as records; <see cref="FileChunks"/> follows it through rotation. A line counts when its line feed is there, or when the file was
/// rotated or did not grow for a while.
/// </summary>
/// <param name="fromStart">Begins with the file's start instead of its end when there is no saved position.</param>
public sealed class FileSource(string path, HostClock clock, bool fromStart = false) : LogSource
{
    public override string Name => path;

    public override async Task RunAsync(string? position, ChannelWriter<LogBatch> batches, CancellationToken cancellation)
    {
        using var chunks = new FileChunks(path, clock, fromStart);
        await foreach (var chunk in chunks.ReadAsync(position, cancellation).ConfigureAwait(false))
        {
            // A chunk without lines still says where reading stands: what comes while the daemon is down is read after it.
            await batches.WriteAsync(new LogBatch(Name, Records(chunk.Lines.Span), chunk.Position), cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Invalid UTF-8 becomes U+FFFD, a carriage return at a line's end is dropped, and a very long line is cut with a mark.</summary>
    private List<LogRecord> Records(ReadOnlySpan<byte> lines)
    {
        var records = new List<LogRecord>();
        var year = clock.Now.ToDateTimeOffset().Year;
        while (!lines.IsEmpty)
        {
            var feed = lines.IndexOf((byte)'\n');
            var line = feed < 0 ? lines : lines[..feed];
            lines = feed < 0 ? [] : lines[(feed + 1)..];
            records.Add(LineRecords.Parse(Text(line), year));
        }

        return records;
    }

    /// <summary>As much of a line as the parser takes, and a letter more, which tells it that the line was cut.</summary>
    private static string Text(ReadOnlySpan<byte> line)
    {
        line = line is [.., (byte)'\r'] ? line[..^1] : line;
        return Encoding.UTF8.GetString(line[..Math.Min(line.Length, LineRecords.LongestLine + 1)]);
    }
}
