using Microsoft.Data.Sqlite;
using Watchkeeper.Core;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Diagnostics;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Tests.Core.Data;

public sealed class CancellationTests
{
    [Fact]
    public async Task A_write_taken_back_while_it_waits_is_not_done()
    {
        using var cancel = new CancellationTokenSource();
        await using var test = await TestDatabase.OpenAsync(TestEngine.Sqlite, Notebook.Module);
        using var running = new ManualResetEventSlim();
        using var released = new ManualResetEventSlim();
        var first = test.Database.WriteAsync(
            _ =>
            {
                running.Set();
                released.Wait();
            },
            Durability.Periodic);
        running.Wait();
        var durable = test.Database.WriteAsync(
            transaction => { transaction.Execute("INSERT INTO notes (text) VALUES ('taken back')"); }, Durability.Durable, cancel.Token);

        await cancel.CancelAsync();
        released.Set();
        await first;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => durable);
        await test.Database.NoteAsync("after");
        Assert.Equal(["after"], test.Database.Notes());
    }

    [Fact]
    public async Task A_database_that_is_closed_while_it_is_locked_answers_everybody()
    {
        await using var test = await TestDatabase.OpenAsync(TestEngine.Sqlite, HostClock.Open(), Notebook.Module);
        await using var intruder = new SqliteConnection($"Data Source={test.Path};Pooling=false");
        intruder.Open();
        using var begin = intruder.CreateCommand();
        begin.CommandText = "BEGIN IMMEDIATE";
        begin.ExecuteNonQuery();
        var writes = new[] { test.Database.NoteAsync("durable"), test.Database.NoteAsync("periodic", Durability.Periodic) };

        await test.Database.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));

        foreach (var write in writes)
        {
            Assert.Contains("is locked", (await Assert.ThrowsAsync<ProblemException>(() => write.WaitAsync(TimeSpan.FromSeconds(5)))).Message);
        }

        var late = await Assert.ThrowsAsync<ProblemException>(() => test.Database.NoteAsync("late"));
        Assert.Equal(ProblemKind.Unavailable, late.Kind);
    }

    [Fact]
    public async Task What_was_handed_over_before_closing_is_written()
    {
        var folder = Directory.CreateTempSubdirectory("watchkeeper-test-").FullName;
        var options = new DatabaseOptions($"sqlite:{folder}/test.db", HostClock.Open(), TestDatabase.Host, [Notebook.Module]) { Counters = new Counters() };
        var writes = new List<Task>();
        await using (var database = Database.Open(options))
        {
            await database.Ready;
            writes.AddRange(Enumerable.Range(0, 500).Select(i => database.NoteAsync($"{i}", i % 2 == 0 ? Durability.Periodic : Durability.Durable)));
        }

        await Task.WhenAll(writes);
        await using var reader = Database.OpenReadOnly(options.Url, [Notebook.Module]);
        Assert.Equal(500, reader.Notes().Count);
        Directory.Delete(folder, recursive: true);
    }
}
