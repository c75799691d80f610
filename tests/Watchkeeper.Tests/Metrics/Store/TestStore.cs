using Microsoft.Extensions.Logging.Abstractions;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Data;
using Watchkeeper.Metrics;
using Watchkeeper.Metrics.Collectors;
using Watchkeeper.Metrics.Series;
using Watchkeeper.Metrics.Store;
using Watchkeeper.Tests.Core.Data;
using Watchkeeper.Tests.Core.Time;

namespace Watchkeeper.Tests.Metrics.Store;

/// <summary>A store of samples on a real database and a fake clock.</summary>
internal sealed class TestStore : IAsyncDisposable
{
    private readonly TestDatabase _database;

    private TestStore(TestDatabase database, FakeHostClock clock, int limit)
    {
        (_database, Clock) = (database, clock);
        Options = new(new MetricsOptions(
            TimeSpan.FromSeconds(10), StoredSeriesChoice.Essential, limit, SampleRetention.Default, [], FilesystemFilter.Default, HostRoots.Default));
        Store = Make();
    }

    public FakeHostClock Clock { get; }

    public LiveOptions<MetricsOptions> Options { get; }

    public SampleStore Store { get; private set; }

    public TestDatabase Test => _database;

    public Database Database => _database.Database;

    public long Now => Clock.Now.Microseconds / 1000;

    public static async Task<TestStore> OpenAsync(TestEngine engine = TestEngine.Sqlite, FakeHostClock? clock = null, int limit = 10_000)
    {
        clock ??= new FakeHostClock(FakeHostClock.Parse("2026-03-01T00:00:00Z"));
        return new(await TestDatabase.OpenAsync(engine, clock, MetricsModule.Module), clock, limit);
    }

    /// <summary>As after a restart of the daemon: a new store that loads what is on the disk.</summary>
    public void Restart()
    {
        Store = Make();
        Store.Load();
    }

    public LiveSeries Series(string name, MetricKind kind = MetricKind.Gauge, params (string Name, string Value)[] labels) =>
        Store.Catalog.Get(new(name, kind, ""), Labels.Of(name, labels), "test")!;

    public Task AppendAsync(LiveSeries series, double value, long? time = null) => Store.AppendAsync([new(series, value, time)], Clock.Read());

    public (long Time, double Value)[] Samples(string name, long from = 0, long to = long.MaxValue / 2000, Aspect aspect = Aspect.Mean) =>
    [
        .. Store.Reader.Select([new(Labels.NameLabel, MatchOperator.Equal, name)], from, to, aspect)
            .SelectMany(data => data.Samples.Times.ToArray().Zip(data.Samples.Values.ToArray())),
    ];

    /// <summary>Samples a step apart from a time on, given in bulk.</summary>
    public async Task ImportAsync(LiveSeries series, long from, long step, params IEnumerable<double> values)
    {
        using var column = new SampleColumn(series);
        foreach (var (index, value) in values.Index())
        {
            column.Add(from + (index * step), value);
        }

        await Store.ImportAsync([column]);
    }

    public long Chunks(int tier) => Database.Read(session =>
        session.First("SELECT COUNT(*) FROM metrics_chunks WHERE tier = @tier", row => row.Int64(0), ("tier", tier)));

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private SampleStore Make() => new(Database, Clock, TestDatabase.Host, Options, [], NullLogger<SampleStore>.Instance);
}
