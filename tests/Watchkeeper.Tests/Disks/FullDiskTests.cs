using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Disks;
using Watchkeeper.Disks.Devices;
using Watchkeeper.Logs;
using Watchkeeper.Logs.Sources;
using Watchkeeper.Tests.Core.Data;

namespace Watchkeeper.Tests.Disks;

/// <summary>A real disk that is full, and it is the one that the database is on.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly HostClock _clock = HostClock.Open();
    private readonly string _folder = Directory.CreateTempSubdirectory("watchkeeper-test-").FullName;
    private readonly LiveOptions<DisksOptions> _options = new(new DisksOptions(["kmsg"], Severity.Notice, JournalOutput.Never, false, TimeSpan.FromHours(1), [], TimeSpan.FromMinutes(30), TimeSpan.FromDays(730), "none", []));

    public void Dispose()
    {
        (_clock as IDisposable)?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact, Trait("Needs", "root")]
    public async Task Faults_are_told_while_it_is_full_and_stored_in_order_and_once_when_there_is_room()
    {
        Run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", _folder);
        try
        {
            await using var database = Database.Open(new DatabaseOptions($"sqlite:{_folder}/test.db", _clock, TestDatabase.Host, [DisksModule.Module]));
            await database.Ready;
            using var watch = new DisksWatch(_options, database, _clock, TestDatabase.Host, new DeviceMemory(() => []), new(), new Dictionary<string, string>(), NullLogger.Instance);
            watch.Begin([], []);
            await using var follower = database.Journal.FollowAsync(new EventQuery { Types = ["disks.*"], AndWaiting = true }, null, CancellationToken.None).GetAsyncEnumerator();
            var ballast = Path.Combine(_folder, "ballast");
            Fill(ballast);

            // SQLite's log may have room for some; when one has to wait, twenty more come.
            var (told, ahead, rest) = (new List<string>(), new HashSet<Guid>(), 20);
            for (var disk = 0; rest > 0 && disk < 1_000; disk++)
            {
                var device = $"sdz{disk}";
                watch.Take(Batch($"{disk}", $"EXT4-fs ({device}): Remounting filesystem read-only"), caughtUp: true);
                while (told.LastOrDefault() != device)
                {
                    Assert.True(await follower.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(120)));
                    told.Add(follower.Current.Subject);
                    ahead.UnionWith(follower.Current.IsStored ? [] : [follower.Current.Id]);
                }

                rest -= ahead.Count > 0 ? 1 : 0;
            }

            Assert.Equal(0, rest);
            Assert.Equal(Enumerable.Range(0, told.Count).Select(disk => $"sdz{disk}"), told);
            Assert.Equal(told, Subjects(database, new EventQuery { AndWaiting = true }));
            Assert.Equal(told.SkipLast(ahead.Count), Subjects(database, new EventQuery()));

            File.Delete(ballast);
            await watch.Written.WaitAsync(TimeSpan.FromSeconds(120));

            Assert.Equal(told, Subjects(database, new EventQuery()));
            Assert.Equal($"{told.Count - 1}", database.Read(session => DisksStore.Positions(session, TestDatabase.Host))["kmsg"]);
            while (ahead.Count > 0)
            {
                Assert.True(await follower.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(120)));
                Assert.True(follower.Current.IsStored && ahead.Remove(follower.Current.Id));
            }
        }
        finally
        {
            Run("umount", "-l", _folder);
        }
    }

    private static List<string> Subjects(Database database, EventQuery query) => [.. database.Journal.Read(query with { Types = ["disks.*"] }).Select(one => one.Subject)];

    private LogBatch Batch(string position, string text) => new(
        "kmsg", [new LogRecord(text) { Program = "kernel", KernelTime = _clock.AwakeTime, Time = _clock.Now, BootId = _clock.BootId, Priority = Severity.Info }], position);

    private static void Fill(string path)
    {
        using var file = new FileStream(path, FileMode.Create);
        try
        {
            while (true)
            {
                file.Write(new byte[4096]);
                file.Flush();
            }
        }
        catch (IOException)
        {
            // There is no room left.
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments)!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
