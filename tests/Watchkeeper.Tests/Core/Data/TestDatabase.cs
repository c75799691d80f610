using Watchkeeper.Core;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Diagnostics;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Tests.Core.Time;

namespace Watchkeeper.Tests.Core.Data;

public enum TestEngine
{
    Sqlite,
    PostgreSql,
}

/// <summary>The engines that a store test runs on: <c>[Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]</c>.</summary>
public static class Engines
{
    public static TheoryData<TestEngine> All { get; } =
        PostgresServer.IsInstalled ? [TestEngine.Sqlite, TestEngine.PostgreSql] : [TestEngine.Sqlite];
}

/// <summary>
/// An open database with the tables of some modules, on a temporary file or a fresh database of a real PostgreSQL server; gone when disposed.
/// </summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    public static readonly HostIdentity Host = new("11111111111111111111111111111111", "alpha");

    private readonly List<Database> _others = [];
    private readonly IReadOnlyList<Module> _modules;

    private TestDatabase(string url, HostClock clock, IReadOnlyList<Module> modules, IReadOnlyList<IEventSubscriber> subscribers)
    {
        (Url, Clock, _modules) = (url, clock, modules);
        Database = Database.Open(new DatabaseOptions(url, clock, Host, modules) { Subscribers = () => subscribers, Counters = Counters });
    }

    public Database Database { get; }

    public EventJournal Journal => Database.Journal;

    public HostClock Clock { get; }

    public Counters Counters { get; } = new();

    public string Url { get; }

    /// <summary>The file, on SQLite.</summary>
    public string Path => Url["sqlite:".Length..];

    public static Task<TestDatabase> OpenAsync(TestEngine engine, params Module[] modules) => OpenAsync(engine, new FakeHostClock(), modules);

    public static Task<TestDatabase> OpenAsync(TestEngine engine, HostClock clock, params Module[] modules) => OpenAsync(engine, clock, [], modules);

    public static async Task<TestDatabase> OpenAsync(
        TestEngine engine, HostClock clock, IReadOnlyList<IEventSubscriber> subscribers, params Module[] modules)
    {
        var url = engine == TestEngine.Sqlite
            ? "sqlite:" + System.IO.Path.Combine(Directory.CreateTempSubdirectory("watchkeeper-test-").FullName, "test.db")
            : PostgresServer.Shared.CreateDatabase();
        var test = new TestDatabase(url, clock, modules, subscribers);
        await test.Database.Ready.WaitAsync(TimeSpan.FromSeconds(30));
        return test;
    }

    /// <summary>Opens the same database once more, as another daemon does; it is closed with this one.</summary>
    public async Task<Database> OpenAnotherAsync(HostIdentity? host = null, HostClock? clock = null, IReadOnlyList<Module>? modules = null)
    {
        var other = Database.Open(new DatabaseOptions(Url, clock ?? Clock, host ?? Host, modules ?? _modules));
        _others.Add(other);
        await other.Ready.WaitAsync(TimeSpan.FromSeconds(30));
        return other;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var other in _others)
        {
            await other.DisposeAsync();
        }

        await Database.DisposeAsync();
        if (Url.StartsWith("sqlite:", StringComparison.Ordinal))
        {
            Directory.Delete(System.IO.Path.GetDirectoryName(Path)!, recursive: true);
        }
        else
        {
            PostgresServer.Shared.DropDatabase(Url);
        }
    }
}
