using System.Diagnostics;
using System.Globalization;
using Watchkeeper.Disks.Recognition;
using Watchkeeper.Logs.Matching;

namespace Watchkeeper.Benchmarks.Logs;

/// <summary>
/// What <c>bench/logs-peers.sh</c> prints of Watchkeeper beside its peers: the patterns of a file on a log that is in memory, then the full table of storage
/// events on the same log. Processor time, the first pass with all that is compiled on the way, and the best of the later ones.
/// </summary>
internal static class LogsPeers
{
    private const int Passes = 12;

    public static void Run(string log, string patterns)
    {
        var data = File.ReadAllBytes(log);
        var lines = data.AsSpan().Count((byte)'\n');
        var set = new PatternSet([.. File.ReadLines(patterns).Where(line => line.Length > 0).Select(PatternSet.Compile)]);
        Measure("watchkeeper", lines, () =>
        {
            var count = 0;
            set.Scan(data, (_, _) => count++);
            return count;
        });

        var table = new Recognizer().Patterns;
        Measure($"table ({table.Count})", lines, () =>
        {
            var count = 0;
            table.Sift(data, _ => count++);
            return count;
        });
    }

    private static void Measure(string name, int lines, Func<int> pass)
    {
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
            $"{name,-12} {best,8:F3} s of processor time {lines / best / 1e6,8:F2} M lines/s (first pass {times[0]:F2} s); counts {count}"));
    }
}
