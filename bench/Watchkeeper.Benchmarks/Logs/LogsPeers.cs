using System.Diagnostics;
using System.Globalization;
using System.Text;
using Watchkeeper.Disks.Recognition;
using Watchkeeper.Logs.Matching;
using Watchkeeper.Logs.Records;

namespace Watchkeeper.Benchmarks.Logs;

/// <summary>
/// What <c>bench/logs-peers.sh</c> prints of Watchkeeper beside its peers: the patterns of a file on a log that is in memory, then the full table of storage
/// events on the same log, sieved, and sieved, taken apart and recognised as <c>disks scan</c> does it. At last the same with lines of real faults mixed in, one in
/// a hundred. Processor time, the first pass with all that is compiled on the way, and the best of the later ones.
/// </summary>
internal static class LogsPeers
{
    private const int Passes = 12;
    private const int OneFaultIn = 100;

    /// <param name="faults">Captures of /dev/kmsg, whose records are mixed in; none: not measured.</param>
    public static void Run(string log, string patterns, IReadOnlyList<string> faults)
    {
        var data = File.ReadAllBytes(log);
        var set = new PatternSet([.. File.ReadLines(patterns).Where(line => line.Length > 0).Select(PatternSet.Compile)]);
        Measure("watchkeeper", data, () =>
        {
            var count = 0;
            set.Scan(data, (_, _) => count++);
            return count;
        });

        var recognizer = new Recognizer();
        Table("", recognizer, data);
        if (faults.Count > 0)
        {
            Table("+faults", recognizer, Mixed(data, faults));
        }
    }

    private static void Table(string name, Recognizer recognizer, byte[] data)
    {
        Measure($"sieve {name}", data, () =>
        {
            var count = 0;
            recognizer.Patterns.Sift(data, _ => count++);
            return count;
        });
        Measure($"table {name}", data, () =>
        {
            var count = 0;
            recognizer.Patterns.Sift(data, line => count += recognizer.Recognize(LineRecords.Parse(line.ToString(), 2026)).Count);
            return count;
        });
    }

    /// <summary>The log with a record of the captures, as syslog has it, after each so many lines.</summary>
    private static byte[] Mixed(byte[] data, IReadOnlyList<string> faults)
    {
        var records = faults.SelectMany(file => LogFile.Read(file)).Where(record => record.IsKernel)
            .Select(record => Encoding.UTF8.GetBytes($"Nov 20 06:00:00 db1 kernel: [{record.KernelTime?.TotalSeconds ?? 0:F6}] {record.Text.Replace('\n', ' ')}\n")).ToList();
        using var mixed = new MemoryStream(data.Length + (data.Length / 50));
        var number = 0;
        var rest = data.AsSpan();
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf((byte)'\n') + 1;
            mixed.Write(rest[..end]);
            rest = rest[end..];
            if (++number % OneFaultIn == 0)
            {
                mixed.Write(records[number / OneFaultIn % records.Count]);
            }
        }

        return mixed.ToArray();
    }

    private static void Measure(string name, byte[] data, Func<int> pass)
    {
        var lines = data.AsSpan().Count((byte)'\n');
        var times = new List<double>();
        var count = 0;
        for (var i = 0; i < Passes; i++)
        {
            using var process = Process.GetCurrentProcess();
            var before = process.TotalProcessorTime;
            count = pass();
            process.Refresh();
            times.Add((process.TotalProcessorTime - before).TotalSeconds);
        }

        var best = times.Min();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-14} {best,8:F3} s of processor time {lines / best / 1e6,8:F2} M lines/s (first pass {times[0]:F2} s); counts {count}"));
    }
}
