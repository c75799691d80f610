using System.Diagnostics;
using System.Globalization;
using Watchkeeper.Logs.Records;

namespace Watchkeeper.Benchmarks.Logs;

/// <summary>How fast the backlog of a journal is read: every entry as a record, as the sources hand them over.</summary>
internal static class JournalRun
{
    /// <param name="files">The journal's files: a large one is split when it is written.</param>
    public static void Run(IReadOnlyList<string> files)
    {
        for (var pass = 0; pass < 3; pass++)
        {
            using var process = Process.GetCurrentProcess();
            var before = process.TotalProcessorTime;
            var count = files.Sum(file => LogFile.Read(file).Count());
            process.Refresh();
            var seconds = (process.TotalProcessorTime - before).TotalSeconds;
            var size = files.Sum(file => new FileInfo(file).Length) / 1048576;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"journal of {size} MiB: {count} entries, {seconds:F2} s of processor time, {count / seconds:F0} entries/s"));
        }
    }
}
