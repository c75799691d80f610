using System.Diagnostics;
using System.Globalization;
using Watchkeeper.Logs.Records;

namespace Watchkeeper.Benchmarks.Logs;

/// <summary>How fast the backlog of a journal file is read: every entry as a record, as the sources hand them over.</summary>
internal static class JournalRun
{
    public static void Run(string file)
    {
        for (var pass = 0; pass < 3; pass++)
        {
            using var process = Process.GetCurrentProcess();
            var before = process.TotalProcessorTime;
            var count = LogFile.Read(file).Count();
            process.Refresh();
            var seconds = (process.TotalProcessorTime - before).TotalSeconds;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"journal {new FileInfo(file).Length / 1048576} MiB: {count} entries, {seconds:F2} s of processor time, {count / seconds:F0} entries/s"));
        }
    }
}
