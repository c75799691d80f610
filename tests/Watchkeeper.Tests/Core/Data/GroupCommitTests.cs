using Watchkeeper.Core.Data;

namespace Watchkeeper.Tests.Core.Data;

public sealed class GroupCommitTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_write_is_seen_by_the_next_read(TestEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine, Notebook.Module);

        var id = await test.Database.WriteAsync(
            transaction => transaction.First(
                "INSERT INTO notes (text, weight, data) VALUES (@text, @weight, @data) RETURNING id",
                row => row.Int64(0),
                ("text", "déjà vu"), ("weight", 1.5), ("data", new byte[] { 1, 2, 3 })),
            Durability.Durable);

        var note = test.Database.Read(session => session.First(
            "SELECT text, weight, data FROM notes WHERE id = @id", row => (row.Text(0), row.Double(1), row.Bytes(2)), ("id", id)));
        Assert.Equal("déjà vu", note.Item1);
        Assert.Equal(1.5, note.Item2);
        Assert.Equal([1, 2, 3], note.Item3);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_closure_that_fails_fails_alone(TestEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine, Notebook.Module);
        var committed = 0;

        var writes = Enumerable.Range(0, 200).Select(i => test.Database.WriteAsync(
            transaction =>
            {
                transaction.Execute("INSERT INTO notes (text) VALUES (@text)", ("text", $"note {i}"));
                transaction.OnCommit(() => Interlocked.Increment(ref committed));
                if (i % 50 == 7)
                {
                    throw new InvalidDataException($"no {i}");
                }

                return i;
            },
            i % 2 == 0 ? Durability.Durable : Durability.Periodic)).ToList();
        await Task.WhenAll(writes).ContinueWith(_ => { }, TaskScheduler.Default);

        Assert.Equal([7, 57, 107, 157], writes.Index().Where(write => write.Item.IsFaulted).Select(write => write.Index));
        Assert.All(writes.Where(write => write.IsFaulted), write => Assert.IsType<InvalidDataException>(write.Exception!.InnerException));
        Assert.Equal(196, committed);
        Assert.Equal(196, test.Database.Read(session => session.First("SELECT count(*) FROM notes", row => row.Int32(0))));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_broken_constraint_is_the_callers_own(TestEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine, Notebook.Module);
        await test.Database.NoteAsync("one");

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => test.Database.NoteAsync("one"));
        await test.Database.NoteAsync("two");

        Assert.Equal(["one", "two"], test.Database.Notes());
    }
}
