using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;
using Watchkeeper.Core.Time;
using Watchkeeper.Disks.Incidents;
using Watchkeeper.Disks.Recognition;
using Watchkeeper.Logs.Kmsg;
using Watchkeeper.Logs.Sources;

namespace Watchkeeper.Benchmarks.Logs;

/// <summary>
/// A storm of kernel lines through the reader's own interface: 100,000 lines a second for ten seconds, one in twenty a storage fault, on a ring that holds as much
/// as a kernel's. Prints what was seen, what was counted as lost, and the most memory that the process had.
/// </summary>
internal static class StormRun
{
    private const int LinesPerSecond = 100_000;
    private const int Seconds = 10;

    public static async Task RunAsync()
    {
        var clock = HostClock.Open();
        using var owned = clock as IDisposable;
        var ring = new StormRing(capacity: 8_000);
        using var stop = new CancellationTokenSource();
        var batches = Channel.CreateBounded<LogBatch>(16);
        var reading = new KmsgSource(clock, false, ring.Open).RunAsync(null, batches.Writer, stop.Token);
        ring.Add(1);
        var writing = Task.Run(() => WriteAsync(ring, clock));

        var correlator = new Correlator(new LearnedTopology(), Guid.NewGuid);
        var recognizer = new Recognizer();
        var reports = new List<FaultReport>();
        long seen = 0, lost = 0, told = 0;
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        while (seen + lost < 1 + (LinesPerSecond * Seconds))
        {
            var batch = await batches.Reader.ReadAsync();
            (seen, lost) = (seen + batch.Records.Count, lost + batch.Lost);
            foreach (var record in batch.Records)
            {
                correlator.Add(recognizer.Recognize(record), clock.AwakeTime, reports);
            }

            told += reports.Count;
            reports.Clear();
        }

        await writing;
        await stop.CancelAsync();
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"seen {seen - 1}, lost {lost}, together {seen - 1 + lost}; {told} reports; peak {process.PeakWorkingSet64 / 1048576} MiB; processor time {(process.TotalProcessorTime - before).TotalSeconds:F2} s"));
    }

    private static async Task WriteAsync(StormRing ring, HostClock clock)
    {
        for (var tick = 0; tick < Seconds * 100; tick++)
        {
            ring.Add(LinesPerSecond / 100);
            await Task.Delay(TimeSpan.FromMilliseconds(10), clock);
        }
    }
}
