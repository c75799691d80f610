using System.Diagnostics;
using System.Globalization;
using Watchkeeper.Core;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Benchmarks.Core;

/// <summary>
/// Durable single-row writes from 64 concurrent callers, each of whom waits for its answer before it writes again; beside it the disk's own fdatasync,
/// one transaction each, and what a periodic update of one row writes to the disk. Arguments: seconds, and a database instead of a new SQLite file.
/// </summary>
internal static class GroupCommitBenchmark
{
    private const int Callers = 64;

    private static readonly Module Pings = new("bench", "For measuring.")
    {
        Migrations =
        [
            new Migration(
                1,
                """
                CREATE TABLE pings (id {id}, canary {int} NOT NULL, wall {int} NOT NULL, boot_time {int} NOT NULL, comment {text} NOT NULL);
                CREATE TABLE flights (id {id}, boot_id {text} NOT NULL, start_wall {int} NOT NULL, last_wall {int} NOT NULL, length {int} NOT NULL);
                """),
        ],
    };

    public static async Task RunAsync(string[] args)
    {
        var seconds = args.Length > 0 ? int.Parse(args[0]) : 5;
        var folder = Directory.CreateTempSubdirectory("watchkeeper-bench-").FullName;
        try
        {
            Console.WriteLine($"fdatasync of 8 KB appended: {SyncLatency(folder):0} µs (median of 200)");
            var clock = HostClock.Open();
            await using var database = Database.Open(new DatabaseOptions(args.Length > 1 ? args[1] : $"sqlite:{folder}/bench.db", clock, new HostIdentity(new string('1', 32), "bench"), [Pings]));
            await database.Ready;
            await PingAsync(database, clock, 1, 1);
            var (single, _) = await PingAsync(database, clock, 1, 2);
            Console.WriteLine($"one caller, one transaction each:  {single:N0} writes/s");
            await PingAsync(database, clock, Callers, 2);
            var (grouped, processor) = await PingAsync(database, clock, Callers, seconds);
            Console.WriteLine($"{Callers} callers, group commit: {grouped:N0} writes/s, {processor:0.00} µs of processor time a write");
            var (carried, stored) = await WrittenAsync(database);
            Console.WriteLine($"one flight update alone: {carried:N0} bytes in write calls, {stored:N0} bytes on their way to the disk");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double SyncLatency(string folder)
    {
        using var file = File.OpenHandle(Path.Combine(folder, "sync"), FileMode.Create, FileAccess.ReadWrite);
        var block = new byte[8_240];
        var took = new double[200];
        for (var i = 0; i < took.Length; i++)
        {
            RandomAccess.Write(file, block, i * (long)block.Length);
            var start = Stopwatch.GetTimestamp();
            RandomAccess.FlushToDisk(file);
            took[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        Array.Sort(took);
        return took[took.Length / 2];
    }

    private static async Task<(double PerSecond, double Microseconds)> PingAsync(Database database, HostClock clock, int callers, int seconds)
    {
        var (start, used) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var end = start + (seconds * Stopwatch.Frequency);
        var counts = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            var count = 0;
            for (; Stopwatch.GetTimestamp() < end; count++)
            {
                var moment = clock.Read();
                await database.WriteAsync(
                    transaction => transaction.Execute(
                        "INSERT INTO pings (canary, wall, boot_time, comment) VALUES (@canary, @wall, @boot_time, @comment)",
                        ("canary", caller), ("wall", moment.Wall), ("boot_time", moment.SinceBoot), ("comment", "backup of /srv done")),
                    Durability.Durable);
            }

            return count;
        })));
        var total = counts.Sum();
        return (total / Stopwatch.GetElapsedTime(start).TotalSeconds, (Environment.CpuUsage.TotalTime - used).TotalMicroseconds / total);
    }

    /// <summary>
    /// What one periodic update writes, averaged over as many as make checkpoints count: wchar and write_bytes of proc_pid_io(5). The second counts pages
    /// that became dirty, those of memory-mapped files too.
    /// </summary>
    private static async Task<(double Carried, double Stored)> WrittenAsync(Database database)
    {
        const int Updates = 5_000;
        var id = await database.WriteAsync(
            transaction => transaction.First(
                "INSERT INTO flights (boot_id, start_wall, last_wall, length) VALUES (@boot, 0, 0, 0) RETURNING id", row => row.Int64(0), ("boot", Guid.NewGuid())),
            Durability.Durable);
        var (carried, stored) = (Written("wchar: "), Written("write_bytes: "));
        for (var i = 0; i < Updates; i++)
        {
            await database.WriteAsync(
                transaction => transaction.Execute("UPDATE flights SET last_wall = @wall, length = @length WHERE id = @id", ("wall", i), ("length", i), ("id", id)),
                Durability.Periodic);
        }

        return ((Written("wchar: ") - carried) / (double)Updates, (Written("write_bytes: ") - stored) / (double)Updates);
    }

    private static long Written(string counter) => long.Parse(
        File.ReadLines("/proc/self/io").First(line => line.StartsWith(counter, StringComparison.Ordinal)).AsSpan(counter.Length), CultureInfo.InvariantCulture);
}
