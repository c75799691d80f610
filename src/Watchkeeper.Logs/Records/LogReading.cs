using Watchkeeper.Core;

namespace Watchkeeper.Logs.Records;

/// <summary>How the reading of a log goes, for whoever waits for it.</summary>
/// <param name="advanced">Called each time that some of it was read, by whoever takes the records.</param>
public sealed class LogReading(Action<LogReading>? advanced = null)
{
    /// <summary>Bytes of the file that were read, packed as they lie there.</summary>
    public long Bytes { get; private set; }

    /// <summary>All bytes of the file; null where that is not known.</summary>
    public long? Length { get; private set; }

    /// <summary>Whether something had the form of a log: a record, or a line with a time before it.</summary>
    public bool IsLog { get; internal set; }

    /// <summary>The same bytes, counted as they are read.</summary>
    internal Stream Follow(Stream file)
    {
        Length = file.CanSeek && file.Length > 0 ? file.Length : null;
        return new Followed(file, this);
    }

    private void Advance(int bytes)
    {
        Bytes += bytes;
        advanced?.Invoke(this);
    }

    private sealed class Followed(Stream file, LogReading reading) : ForwardStream
    {
        public override int Read(Span<byte> buffer)
        {
            var count = file.Read(buffer);
            reading.Advance(count);
            return count;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                file.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
