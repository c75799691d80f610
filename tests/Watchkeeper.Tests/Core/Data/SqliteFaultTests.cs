using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Watchkeeper.Core;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Tests.Core.Data;

/// <summary>What goes wrong with a file: each is one sentence, and passes when its cause passes. With the real clock, since SQLite waits in real time.</summary>
public sealed class SqliteFaultTests : IDisposable
{
    private readonly HostClock _clock = HostClock.Open();
    private readonly string _folder = Directory.CreateTempSubdirectory("watchkeeper-test-").FullName;

    private string FilePath => Path.Combine(_folder, "test.db");

    public void Dispose()
    {
        (_clock as IDisposable)?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_database_locked_by_another_program_refuses_durable_writes_after_five_seconds_and_recovers()
    {
        await using var test = await TestDatabase.OpenAsync(TestEngine.Sqlite, _clock, Notebook.Module);
        await using var intruder = new SqliteConnection($"Data Source={test.Path};Pooling=false");
        intruder.Open();
        Execute(intruder, "BEGIN IMMEDIATE");

        await using var follower = test.Journal.FollowAsync(new EventQuery { AndWaiting = true }, null, CancellationToken.None).GetAsyncEnumerator();
        var started = Stopwatch.StartNew();
        var periodic = test.Database.NoteAsync("periodic", Durability.Periodic);
        var problem = await Assert.ThrowsAsync<ProblemException>(() => test.Database.NoteAsync("durable"));
        Assert.Equal(ProblemKind.Unavailable, problem.Kind);
        Assert.Contains($"The database {test.Path} is locked by another program", problem.Message);
        Assert.InRange(started.Elapsed.TotalSeconds, 4.9, 30);
        Assert.False(periodic.IsCompleted);
        Assert.Empty(test.Database.Notes());
        Assert.True(await follower.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60)));
        var away = follower.Current;
        Assert.Equal(("watchkeeper.database-away", Severity.Error, false), (away.Type, away.Severity, away.IsStored));
        Assert.StartsWith($"Nothing is recorded now: The database {test.Path} is locked", away.Message);

        Execute(intruder, "ROLLBACK");
        await periodic;
        await test.Database.NoteAsync("after");
        Assert.Equal(["periodic", "after"], test.Database.Notes());
        var recovery = await RecoveryAsync(test);
        Assert.Contains("locked by another program", recovery.Message);
        Assert.True((bool)recovery.Fields!["resolves"]!);
        var stored = Assert.Single(test.Journal.Read(new EventQuery { Types = ["watchkeeper.database-away"] }));
        Assert.Equal((away.Id, away.Time.Wall), (stored.Id, stored.Time.Wall));
    }

    [Fact, Trait("Needs", "root")]
    public async Task A_full_disk_refuses_durable_writes_and_recovers_when_there_is_room()
    {
        Run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", _folder);
        try
        {
            await using var database = Open();
            await database.Ready;
            await database.NoteAsync("before");
            var ballast = Path.Combine(_folder, "ballast");
            Fill(ballast);

            var problem = await Assert.ThrowsAsync<ProblemException>(() => database.NoteAsync("durable", data: new byte[100_000]));
            Assert.Equal(ProblemKind.Unavailable, problem.Kind);
            Assert.Contains($"The disk that holds {FilePath} is full; make room", problem.Message);
            var periodic = database.NoteAsync("periodic", Durability.Periodic, new byte[100_000]);
            Assert.Equal(["before"], database.Notes());

            File.Delete(ballast);
            await periodic.WaitAsync(TimeSpan.FromSeconds(20));
            await database.NoteAsync("after");
            Assert.Equal(["before", "periodic", "after"], database.Notes());
        }
        finally
        {
            Run("umount", "-l", _folder);
        }
    }

    [Fact]
    public async Task A_file_that_is_not_a_database_is_refused()
    {
        File.WriteAllText(FilePath, "# This is a configuration file, named by mistake as the database.\n" + new string('x', 5_000));

        await ExpectRefusalAsync($"The file {FilePath} is not an SQLite database");

        Assert.Contains("is not an SQLite database", Assert.Throws<ProblemException>(() => Database.OpenReadOnly("sqlite:" + FilePath, [])).Message);
        Assert.StartsWith("# This is", File.ReadAllText(FilePath));
    }

    [Fact]
    public async Task A_damaged_file_says_so_and_what_is_whole_of_it_still_works()
    {
        await using (var database = Open())
        {
            await database.Ready;
            for (var i = 0; i < 50; i++)
            {
                await database.NoteAsync($"note {i}", data: new byte[3_000]);
            }
        }

        Overwrite(from: 15 * 4096);
        await using var damaged = Open();
        await damaged.Ready;

        var read = Assert.Throws<ProblemException>(() => damaged.Read(session => session.Query("SELECT * FROM notes", row => row.Text(1))));
        var writes = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            await Task.Yield();
            return await Record.ExceptionAsync(() => i % 2 == 0
                ? damaged.WriteAsync(transaction => { transaction.Execute("UPDATE notes SET weight = 1"); }, Durability.Durable)
                : damaged.WriteAsync(transaction => { transaction.Execute("INSERT INTO settings (name, value) VALUES (@name, '')", ("name", $"{i}")); }, Durability.Durable));
        }));

        Assert.Contains($"The database {FilePath} is damaged; move it away", read.Message);
        Assert.All(writes.Where((_, i) => i % 2 == 0), failure => Assert.Contains("is damaged", Assert.IsType<ProblemException>(failure).Message));
        Assert.All(writes.Where((_, i) => i % 2 == 1), Assert.Null);
    }

    [Fact]
    public async Task A_missing_folder_is_named()
    {
        await using var database = Database.Open(new DatabaseOptions($"sqlite:{_folder}/nowhere/test.db", _clock, TestDatabase.Host, []));

        var problem = await Assert.ThrowsAsync<ProblemException>(() => database.Ready);

        Assert.Same(problem, await Assert.ThrowsAsync<ProblemException>(() => database.FirstAttempt));
        Assert.Equal($"The folder {_folder}/nowhere of the database does not exist; create it, or set the key database: to another path.", problem.Message);
    }

    [Fact]
    public async Task A_folder_is_not_a_database()
    {
        await using var database = Database.Open(new DatabaseOptions($"sqlite:{_folder}", _clock, TestDatabase.Host, []));

        Assert.Contains("is a folder", (await Assert.ThrowsAsync<ProblemException>(() => database.Ready)).Message);
    }

    [Fact, Trait("Needs", "root")]
    public async Task A_folder_without_permission_to_write_is_a_sentence()
    {
        Nobody.Show(_folder);

        await using var database = Nobody.Do(() => Database.Open(new DatabaseOptions($"sqlite:{FilePath}", _clock, TestDatabase.Host, [])));

        Assert.Contains("cannot be opened for writing", (await Assert.ThrowsAsync<ProblemException>(() => database.Ready)).Message);
    }

    private Database Open() => Database.Open(new DatabaseOptions("sqlite:" + FilePath, _clock, TestDatabase.Host, [Notebook.Module]));

    private async Task ExpectRefusalAsync(string sentence)
    {
        await using var database = Open();
        var problem = await Assert.ThrowsAsync<ProblemException>(() => database.Ready.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Contains(sentence, problem.Message);
    }

    private static async Task<Event> RecoveryAsync(TestDatabase test)
    {
        var after = new EventCursor(new Dictionary<string, long>());
        return await test.Journal.FollowAsync(new EventQuery { Types = ["watchkeeper.database-recovered"] }, after, CancellationToken.None)
            .FirstAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
    }

    private void Overwrite(long from)
    {
        using var file = File.OpenWrite(FilePath);
        file.Position = from;
        var noise = new byte[file.Length - from];
        new Random(1).NextBytes(noise);
        file.Write(noise);
    }

    private static void Fill(string ballast)
    {
        using var file = File.Create(ballast, 1);
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
            // Full.
        }
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
