using System.Text;
using System.Threading.Channels;
using Watchkeeper.Logs.Records;
using Watchkeeper.Logs.Sources;

namespace Watchkeeper.Logs.Journals;

/// <summary>
/// The systemd journal as it grows: the entries of some programs (all when none are named) from the saved cursor on, or from now on. Needs libsystemd.
/// </summary>
/// <param name="programs">Values of SYSLOG_IDENTIFIER; the journal's index finds them without reading the rest.</param>
/// <param name="location">Which journal; this host's unless it is said.</param>
/// <param name="fromStart">Begins with the oldest entry instead of the next one when there is no saved position.</param>
/// <param name="acceptPrograms">Takes programs that call themselves the kernel for it: only for trying things out.</param>
public sealed class JournalSource(IReadOnlyList<string> programs, JournalLocation? location = null, bool fromStart = false, bool acceptPrograms = false) : LogSource
{
    private const int BatchLength = 512;

    /// <summary>journald wakes its readers at each entry it writes; this much patience turns a burst into one look.</summary>
    private const int PatienceMilliseconds = 100;

    public override string Name => "journal";

    public override Task RunAsync(string? position, ChannelWriter<LogBatch> batches, CancellationToken cancellation) =>
        Task.Factory.StartNew(() => Run(position, batches, cancellation), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>The present entry as a record.</summary>
    internal static LogRecord Record(Journal journal, bool acceptPrograms = false)
    {
        var record = ExportRecords.OfFields(name => Text(journal, name), acceptPrograms);
        return record with { Time = record.Time ?? journal.Time, BootId = record.BootId ?? journal.BootTime.BootId };
    }

    private static string? Text(Journal journal, string name)
    {
        Span<byte> nameZ = stackalloc byte[64];
        var length = Encoding.ASCII.GetBytes(name, nameZ);
        nameZ[length] = 0;
        var value = journal.Field(nameZ[..(length + 1)]);
        return value.IsEmpty ? null : Encoding.UTF8.GetString(value);
    }

    private void Run(string? position, ChannelWriter<LogBatch> batches, CancellationToken cancellation)
    {
        using var journal = Journal.Open(location ?? JournalLocation.Local);
        using var waiter = new Waiter(cancellation);
        foreach (var program in programs)
        {
            journal.Where("SYSLOG_IDENTIFIER", program);
        }

        if (position is null || !journal.SeekAfter(position))
        {
            Begin(journal);
        }

        var (descriptor, events) = journal.Watch();
        while (true)
        {
            Drain(journal, batches, cancellation);
            waiter.Wait(descriptor, events);
            waiter.Wait(-1, 0, PatienceMilliseconds);
            journal.Refresh();
        }
    }

    private void Begin(Journal journal)
    {
        if (fromStart)
        {
            journal.SeekStart();
            return;
        }

        // The end is a place only once an entry stands there: seek to it and step onto the last one.
        journal.SeekEnd();
        journal.Previous();
    }

    private void Drain(Journal journal, ChannelWriter<LogBatch> batches, CancellationToken cancellation)
    {
        var records = new List<LogRecord>();
        while (journal.Next())
        {
            cancellation.ThrowIfCancellationRequested();
            records.Add(Record(journal, acceptPrograms));
            if (records.Count == BatchLength)
            {
                Hand();
            }
        }

        if (records.Count > 0)
        {
            Hand();
        }

        void Hand()
        {
            batches.Hand(new LogBatch(Name, records, journal.Cursor), cancellation);
            records = [];
        }
    }
}
