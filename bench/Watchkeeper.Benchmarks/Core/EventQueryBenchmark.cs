using System.Diagnostics;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Benchmarks.Core;

/// <summary>Queries on a journal of a million events, each the median of twenty runs.</summary>
internal static class EventQueryBenchmark
{
    private const int Events = 1_000_000;

    private static readonly string[] Rooms = ["disks", "uptime", "metrics", "canaries", "watches", "notifications"];

    public static async Task RunAsync(string[] args)
    {
        var folder = Directory.CreateTempSubdirectory("watchkeeper-bench-").FullName;
        try
        {
            var clock = HostClock.Open();
            var url = args.Length > 0 ? args[0] : $"sqlite:{folder}/bench.db";
            await using var database = Database.Open(new DatabaseOptions(url, clock, new HostIdentity(new string('1', 32), "bench"), []));
            await database.Ready;
            var first = clock.Now - TimeSpan.FromDays(365);
            await FillAsync(database, first);
            if (File.Exists($"{folder}/bench.db"))
            {
                Console.WriteLine($"{Events:N0} events; {new FileInfo($"{folder}/bench.db").Length / (double)Events:0} bytes each on disk, indexes included");
            }

            Measure(database, "the newest 100", new EventQuery { Limit = 100 });
            Measure(database, "the newest 1000", new EventQuery { Limit = 1_000 });
            Measure(database, "a day", new EventQuery { Since = first + TimeSpan.FromDays(100), Until = first + TimeSpan.FromDays(101), Limit = 100 });
            Measure(database, "disks.*, the newest 100", new EventQuery { Types = ["disks.*"], Limit = 100 });
            Measure(database, "a rare type", new EventQuery { Types = ["uptime.rare"], Limit = 100 });
            Measure(database, "emergency only (rare)", new EventQuery { Severity = Severity.Emergency, Limit = 100 });
            Measure(database, "warning or worse", new EventQuery { Severity = Severity.Warning, Limit = 100 });
            Measure(database, "one subject of 500", new EventQuery { Subject = "subject-77", Limit = 100 });
            Measure(database, "one subject, error or worse, in one month", new EventQuery
            {
                Subject = "subject-77",
                Severity = Severity.Error,
                Since = first + TimeSpan.FromDays(30),
                Until = first + TimeSpan.FromDays(60),
                Limit = 100,
            });
            Measure(database, "a subject that is not there", new EventQuery { Subject = "nobody", Limit = 100 });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task FillAsync(Database database, Instant first)
    {
        var random = new Random(1);
        var step = TimeSpan.FromDays(365) / Events;
        for (var start = 0; start < Events; start += 10_000)
        {
            await database.WriteAsync(
                transaction =>
                {
                    for (var i = start; i < start + 10_000; i++)
                    {
                        var rare = i % 100_000 == 5_000;
                        var room = Rooms[random.Next(Rooms.Length)];
                        var severity = rare ? Severity.Emergency : (Severity)random.Next((int)Severity.Error, (int)Severity.Debug);
                        transaction.Append(new EventDraft(
                            rare ? "uptime.rare" : $"{room}.kind-{random.Next(8)}", severity, $"subject-{random.Next(500)}",
                            "The filesystem /srv on sda1 was remounted read-only after an error.")
                        { At = new Moment(first + (step * i), step * i, true) });
                    }
                },
                Durability.Periodic);
        }
    }

    private static void Measure(Database database, string name, EventQuery query)
    {
        var found = database.Journal.Read(query).Count;
        var took = new double[20];
        for (var i = 0; i < took.Length; i++)
        {
            var start = Stopwatch.GetTimestamp();
            database.Journal.Read(query);
            took[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(took);
        Console.WriteLine($"{name,-45} {found,6:N0} found {took[took.Length / 2],9:0.00} ms");
    }
}
