using System.Diagnostics;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Tests.Core.Data;

/// <summary>
/// A process that does nothing but write events from several callers and say on its output which were acknowledged, until it is killed. It is this test
/// program itself, started with another argument.
/// </summary>
internal static class CrashingWriter
{
    /// <summary>The argument that makes this program such a process; a round and a URL follow.</summary>
    public const string Argument = "crashing-writer";

    private const int Callers = 8;

    /// <summary>The subject of what was handed over before an event, to be committed with it at the latest.</summary>
    public static string AlongWith(string subject) => $"along with {subject}";

    public static Process Start(string url, int round) => Process.Start(
        new ProcessStartInfo(Environment.ProcessPath!, [Argument, $"{round}", url]) { UseShellExecute = false, RedirectStandardOutput = true })!;

    /// <summary>Never returns; a closed output ends it too.</summary>
    public static async Task<int> RunAsync(string round, string url)
    {
        var database = Database.Open(new DatabaseOptions(url, HostClock.Open(), TestDatabase.Host, []));
        await database.Ready;
        using var output = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true });
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async caller =>
        {
            for (var i = 0; ; i++)
            {
                var subject = $"{round}-{caller}-{i}";
                _ = database.WriteAlongAsync(
                    transaction => transaction.Append(new EventDraft("a.b", Severity.Info, AlongWith(subject), "Written along with the next one.")), TimeSpan.FromHours(1));
                await database.Journal.AppendAsync(new EventDraft("a.b", Severity.Info, subject, "Written by somebody about to die."));
                output.WriteLine(subject);
            }
        }));
        return 1;
    }
}
