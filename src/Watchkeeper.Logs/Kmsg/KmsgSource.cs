using System.Globalization;
using System.Threading.Channels;
using Watchkeeper.Core.Time;
using Watchkeeper.Logs.Sources;

namespace Watchkeeper.Logs.Kmsg;

/// <summary>
/// The kernel's own log, straight from its ring: it needs no journald and no disk that can be written. Begins with the oldest record of this boot that the
/// ring still has, and resumes after the last one seen; what was overwritten meanwhile is counted by the records' sequence numbers.
/// </summary>
public sealed class KmsgSource : LogSource
{
    private const int LongestRecord = 8 * 1024;
    private const int BatchLength = 256;

    private readonly HostClock _clock;
    private readonly bool _acceptPrograms;
    private readonly bool _fromNow;
    private readonly TimeSpan _lookBack;
    private readonly Func<IKmsgDevice> _open;

    /// <param name="acceptPrograms">Takes lines that programs write to /dev/kmsg for the kernel's: only for trying things out, since any root process can write them.</param>
    /// <param name="fromNow">Begins with the next record instead of the oldest when there is no saved position.</param>
    /// <param name="lookBack">How much of what was said before now it takes then.</param>
    public KmsgSource(HostClock clock, bool acceptPrograms = false, bool fromNow = false, TimeSpan lookBack = default)
        : this(clock, acceptPrograms, static () => new KmsgDevice(), fromNow) => _lookBack = lookBack;

    internal KmsgSource(HostClock clock, bool acceptPrograms, Func<IKmsgDevice> open, bool fromNow = false) =>
        (_clock, _acceptPrograms, _open, _fromNow) = (clock, acceptPrograms, open, fromNow);

    public override string Name => "kmsg";

    public override Task RunAsync(string? position, ChannelWriter<LogBatch> batches, CancellationToken cancellation) =>
        Task.Factory.StartNew(() => Run(position, batches, cancellation), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Run(string? position, ChannelWriter<LogBatch> batches, CancellationToken cancellation)
    {
        using var device = _open();
        var buffer = new byte[LongestRecord];
        var seen = Resume(position);
        var began = _fromNow && seen < 0 ? _clock.AwakeTime - _lookBack : TimeSpan.Zero;

        // Whoever begins with what comes next is told where that is, so that nothing after it is missed.
        var isPlaced = began == TimeSpan.Zero;
        var lost = 0L;
        var records = new List<LogRecord>();
        while (true)
        {
            var read = device.Read(buffer, out var length);
            if (read == KmsgRead.Record && KmsgRecord.TryParse(buffer.AsSpan(0, length), out var record) && record.Sequence > seen)
            {
                // What the ring lost before the first record ever seen was never ours to see.
                lost += seen >= 0 ? record.Sequence - seen - 1 : 0;
                seen = record.Sequence;
                if (record.Record.KernelTime >= began)
                {
                    records.Add(Stamped(record));
                }
            }

            if ((read == KmsgRead.Empty && (records.Count > 0 || !isPlaced)) || records.Count >= BatchLength)
            {
                isPlaced = true;
                batches.Hand(new LogBatch(Name, records, Position(seen), lost), cancellation);
                (records, lost) = ([], 0);
            }

            if (read == KmsgRead.Empty)
            {
                device.Wait(cancellation);
            }

            cancellation.ThrowIfCancellationRequested();
        }
    }

    private LogRecord Stamped(KmsgRecord record) => (_acceptPrograms && record.Facility == 1 ? AsKernels(record.Record) : record.Record) with
    {
        BootId = _clock.BootId,
        Time = _clock.Now - (_clock.AwakeTime - record.Record.KernelTime!.Value),
    };

    private static LogRecord AsKernels(LogRecord record) => record with { Program = "kernel", Text = record.Program.Length > 0 ? $"{record.Program}: {record.Text}" : record.Text };

    private string Position(long sequence) => string.Create(CultureInfo.InvariantCulture, $"{_clock.BootId:N} {sequence}");

    private long Resume(string? position) =>
        position?.Split(' ') is [var boot, var sequence] && Guid.TryParse(boot, out var id) && id == _clock.BootId
        && long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen : -1;
}
