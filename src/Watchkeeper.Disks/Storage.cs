using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Watchkeeper.Core;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Disks.Devices;
using Watchkeeper.Disks.Incidents;
using Watchkeeper.Disks.Recognition;
using Watchkeeper.Logs.Journals;
using Watchkeeper.Logs.Kmsg;
using Watchkeeper.Logs.Records;
using Watchkeeper.Logs.Sources;

namespace Watchkeeper.Disks;

/// <summary>Storage devices and what happens to them, for programs: needs no daemon, no configuration and no database.</summary>
public static class Storage
{
    /// <summary>Devices that are named in a storm are not looked up more often than this.</summary>
    private static readonly TimeSpan DevicesFreshness = TimeSpan.FromSeconds(1);

    /// <summary>The block devices of this host, and what stands on what.</summary>
    public static DeviceTree Devices() => DeviceTree.Read();

    /// <summary>
    /// Finds a device however it is named: <c>sda</c>, <c>/dev/disk/by-id/…</c>, <c>8:0</c>, <c>0:0:0:0</c>, a wwid, a filesystem's UUID, a mount point.
    /// Null when there is none.
    /// </summary>
    public static BlockDevice? Resolve(string device) => DeviceTree.Read().Find(device);

    /// <summary>The storage events that a log tells of: a dmesg, kmsg, syslog, journal or journal export, plain or packed, or a sosreport.</summary>
    /// <param name="file">The log.</param>
    /// <param name="least">The least severe events to give.</param>
    /// <exception cref="ProblemException">It cannot be read.</exception>
    public static IEnumerable<DiskEvent> Query(string file, Severity least = Severity.Notice)
    {
        var recognizer = new Recognizer();
        return new LogScan(recognizer, least).Run(LogFile.Read(file, recognizer.Patterns));
    }

    /// <summary>The storage events of this host as they happen, until cancelled. Reading the kernel's log takes CAP_SYSLOG or root.</summary>
    /// <exception cref="ProblemException">The kernel's log cannot be read.</exception>
    public static async IAsyncEnumerable<DiskEvent> Monitor(Severity least = Severity.Notice, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var clock = HostClock.Open();
        using var owned = clock as IDisposable;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var batches = Channel.CreateBounded<LogBatch>(16);
        var kmsg = new KmsgSource(clock, fromNow: true).RunAsync(null, batches.Writer, ending.Token);
        var journal = new SourceKeeper(new JournalSource(Table.StorageEvents.Programs), clock, static (_, _) => { }).RunAsync(null, batches.Writer, ending.Token);
        var topology = new HostTopology { Tree = DeviceTree.Read() };
        var correlator = new Correlator(topology, Guid.NewGuid);
        var recognizer = new Recognizer();
        var reports = new List<FaultReport>();
        var echoes = new Echoes();
        var devicesRead = clock.Uptime;
        try
        {
            while (!cancellation.IsCancellationRequested)
            {
                if (kmsg.IsFaulted)
                {
                    await kmsg.ConfigureAwait(false);
                }

                if (await NextAsync(batches.Reader, kmsg, correlator.NextDue - clock.AwakeTime, clock, cancellation).ConfigureAwait(false) is { } batch)
                {
                    foreach (var record in batch.Records)
                    {
                        var findings = recognizer.Recognize(record);
                        if (findings.Count == 0 || echoes.Is(batch.Source, record, clock.AwakeTime))
                        {
                            continue;
                        }

                        if (clock.Uptime - devicesRead > DevicesFreshness)
                        {
                            (topology.Tree, devicesRead) = (DeviceTree.Read(), clock.Uptime);
                        }

                        correlator.Add(findings, record.KernelTime ?? clock.AwakeTime, reports);
                    }
                }

                correlator.Advance(clock.AwakeTime, reports);
                foreach (var report in reports.Where(report => report.Row.Severity <= least).ToList())
                {
                    yield return Telling.Of(report, topology.Tree);
                }

                reports.Clear();
            }
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(kmsg, journal).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<LogBatch?> NextAsync(ChannelReader<LogBatch> batches, Task source, TimeSpan? wait, HostClock clock, CancellationToken cancellation)
    {
        if (batches.TryRead(out var batch))
        {
            return batch;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var due = wait is { } left ? (left > TimeSpan.Zero ? left : TimeSpan.Zero) : Timeout.InfiniteTimeSpan;
        await Task.WhenAny(Task.Delay(due, clock, either.Token), batches.WaitToReadAsync(either.Token).AsTask(), source).ConfigureAwait(false);
        await either.CancelAsync().ConfigureAwait(false);
        return batches.TryRead(out batch) ? batch : null;
    }
}
