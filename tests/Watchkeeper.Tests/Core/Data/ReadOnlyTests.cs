using Watchkeeper.Core;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Data.Sqlite;
using Watchkeeper.Core.Events;

namespace Watchkeeper.Tests.Core.Data;

/// <summary>A command line reads the file of a daemon that runs, that has stopped, or that has crashed; as root and as nobody.</summary>
public sealed class ReadOnlyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("watchkeeper-test-").FullName;

    public ReadOnlyTests() => Nobody.Show(_folder);

    /// <summary>Whether the reader is nobody; only root can become that.</summary>
    public static TheoryData<bool> Readers { get; } = Nobody.CanBe ? [false, true] : [false];

    private string FilePath => Path.Combine(_folder, "test.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory, MemberData(nameof(Readers))]
    public async Task The_file_of_a_running_daemon(bool asNobody)
    {
        await using var test = await TestDatabase.OpenAsync(TestEngine.Sqlite, Notebook.Module);
        Nobody.Show(Path.GetDirectoryName(test.Path)!);
        await test.Database.NoteAsync("running");

        await using var reader = As(asNobody, () => Database.OpenReadOnly(test.Url, [Notebook.Module]));
        Assert.Equal(["running"], As(asNobody, reader.Notes));
        await test.Database.NoteAsync("later");
        Assert.Equal(["running", "later"], As(asNobody, reader.Notes));
    }

    [Theory, MemberData(nameof(Readers))]
    public async Task The_file_of_a_stopped_daemon(bool asNobody)
    {
        await using (var test = await TestDatabase.OpenAsync(TestEngine.Sqlite, Notebook.Module))
        {
            await test.Database.NoteAsync("stopped");
            await using var follower = test.Journal.FollowAsync(new EventQuery(), null, CancellationToken.None).GetAsyncEnumerator();
            var next = follower.MoveNextAsync().AsTask();
            await test.Journal.AppendAsync(new EventDraft("a.b", Severity.Info, "", "Somebody follows."));
            Assert.True(await next);
            await test.Database.DisposeAsync();
            Assert.False(File.Exists(test.Path + "-wal"));
            File.Copy(test.Path, FilePath);
            Nobody.Show(_folder);
        }

        await using (var reader = As(asNobody, () => Database.OpenReadOnly("sqlite:" + FilePath, [Notebook.Module])))
        {
            Assert.Equal(["stopped"], As(asNobody, reader.Notes));
            Assert.Single(reader.Journal.Read(new EventQuery()));
        }

        Assert.Equal([FilePath], Directory.GetFiles(_folder));
    }

    [Theory, MemberData(nameof(Readers))]
    public async Task The_file_and_log_of_a_crashed_daemon(bool asNobody)
    {
        await using (var test = await TestDatabase.OpenAsync(TestEngine.Sqlite, Notebook.Module))
        {
            await test.Database.NoteAsync("only in the log");
            File.Copy(test.Path, FilePath);
            File.Copy(test.Path + "-wal", FilePath + "-wal");
            Nobody.Show(_folder);
        }

        await using var reader = As(asNobody, () => Database.OpenReadOnly("sqlite:" + FilePath, [Notebook.Module]));

        Assert.Equal(["only in the log"], As(asNobody, reader.Notes));
    }

    [Fact, Trait("Needs", "postgresql")]
    public async Task The_same_database_on_a_shared_server()
    {
        await using var test = await TestDatabase.OpenAsync(TestEngine.PostgreSql, Notebook.Module);
        await test.Database.NoteAsync("shared");

        await using var reader = Database.OpenReadOnly(test.Url, [Notebook.Module]);

        Assert.Equal(["shared"], reader.Notes());
    }

    [Fact]
    public void A_missing_file_is_a_sentence_and_is_not_created()
    {
        var problem = Assert.Throws<ProblemException>(() => Database.OpenReadOnly("sqlite:" + FilePath, []));

        Assert.Equal(ProblemKind.NotFound, problem.Kind);
        Assert.StartsWith($"There is no database at {FilePath}", problem.Message);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact, Trait("Needs", "root")]
    public async Task A_file_that_may_not_be_read_is_a_sentence()
    {
        await using var test = await TestDatabase.OpenAsync(TestEngine.Sqlite);
        Nobody.Show(Path.GetDirectoryName(test.Path)!);
        Nobody.Hide(test.Path);

        var problem = Assert.Throws<ProblemException>(() => Nobody.Do(() => Database.OpenReadOnly(test.Url, [])));

        Assert.Equal(ProblemKind.Forbidden, problem.Kind);
        Assert.Contains($"may not read the database {test.Path}", problem.Message);
    }

    [Fact]
    public async Task A_new_file_and_what_SQLite_puts_beside_it_are_not_for_everybody()
    {
        await using var test = await TestDatabase.OpenAsync(TestEngine.Sqlite, Notebook.Module);
        await test.Database.NoteAsync("private");

        const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        var modes = Directory.GetFiles(Path.GetDirectoryName(test.Path)!).ToDictionary(file => Path.GetFileName(file), file => OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(file) & Others);

        Assert.Equal(["test.db", "test.db-shm", "test.db-wal"], modes.Keys.Order(StringComparer.Ordinal));
        Assert.All(modes.Values, others => Assert.Equal(UnixFileMode.None, others));
    }

    [Fact]
    public async Task Writing_is_refused()
    {
        await using var test = await TestDatabase.OpenAsync(TestEngine.Sqlite, Notebook.Module);
        await using var reader = Database.OpenReadOnly(test.Url, [Notebook.Module]);

        var problem = await Assert.ThrowsAsync<ProblemException>(() => reader.NoteAsync("no"));

        Assert.Contains("open for reading only", problem.Message);
    }

    [Fact]
    public async Task Another_programs_database_is_not_mistaken_for_ours()
    {
        SqliteLibrary.Require();
        await using (var other = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={FilePath};Pooling=false"))
        {
            other.Open();
            using var command = other.CreateCommand();
            command.CommandText = "CREATE TABLE x (y)";
            command.ExecuteNonQuery();
        }

        Assert.Contains("is not a Watchkeeper database", Assert.Throws<ProblemException>(() => Database.OpenReadOnly("sqlite:" + FilePath, [])).Message);
    }

    private static T As<T>(bool nobody, Func<T> work) => nobody ? Nobody.Do(work) : work();
}
