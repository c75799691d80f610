using System.Threading.Channels;

namespace Watchkeeper.Logs.Sources;

/// <summary>Some records of one source, and where it stands after them.</summary>
/// <param name="Position">Save it with what the records led to; the source resumes after it.</param>
/// <param name="Lost">How many records the source knows to have lost before these.</param>
public sealed record LogBatch(string Source, IReadOnlyList<LogRecord> Records, string Position, long Lost = 0);

/// <summary>
/// A log that grows. <see cref="RunAsync"/> hands its records to a bounded channel: while that is full the source waits, and either keeps its place (journal,
/// files) or counts what it lost (the kernel's ring).
/// </summary>
public abstract class LogSource
{
    /// <summary>What it is, in messages and as the key of its position: <c>kmsg</c>, <c>journal</c>, <c>/var/log/syslog</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Reads until cancelled. Throws when the log cannot be read (any more); it may be run again.</summary>
    /// <param name="position">Where to resume: the last saved <see cref="LogBatch.Position"/>, or null to begin.</param>
    public abstract Task RunAsync(string? position, ChannelWriter<LogBatch> batches, CancellationToken cancellation);
}

internal static class LogBatches
{
    /// <summary>
    /// Hands a batch over from a source's own thread, which may wait for room: meanwhile the journal and files keep what comes, and the kernel's ring holds as
    /// much as it can.
    /// </summary>
    public static void Hand(this ChannelWriter<LogBatch> batches, LogBatch batch, CancellationToken cancellation)
    {
        while (!batches.TryWrite(batch))
        {
            if (!batches.WaitToWriteAsync(cancellation).AsTask().GetAwaiter().GetResult())
            {
                return;
            }
        }
    }
}
