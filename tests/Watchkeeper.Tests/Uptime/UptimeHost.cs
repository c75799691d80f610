using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Text;
using Watchkeeper.Core.Time;
using Watchkeeper.Logs.Journals;
using Watchkeeper.Tests.Core.Data;
using Watchkeeper.Tests.Core.Time;
using Watchkeeper.Uptime;
using Watchkeeper.Uptime.Boots;
using Watchkeeper.Uptime.Endings;
using Watchkeeper.Uptime.Flights;

namespace Watchkeeper.Tests.Uptime;

/// <summary>A host with a clock that a test turns: daemons start on it, stop, are killed, and its power fails.</summary>
internal sealed class UptimeHost : IAsyncDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("watchkeeper-host").FullName;
    private readonly List<(UptimeService Service, MortalDatabase Database, TimeSpan Start)> _flying = [];
    private TestDatabase _database = null!;

    private UptimeHost(FakeHostClock clock) => Clock = clock;

    public FakeHostClock Clock { get; }

    public Database Database => _database.Database;

    public IReadOnlyList<Event> Events => _database.Journal.Read(new EventQuery());

    /// <summary>The root of the files that tell of the host: <c>run/utmp</c>, <c>var/log/wtmp</c>, <c>sys/fs/pstore</c>.</summary>
    public string Root => _root;

    public UptimeOptions Options { get; init; } = new(TimeSpan.FromSeconds(10), Sync: false, TimeSpan.FromSeconds(1), TimeSpan.FromDays(3650));

    public static async Task<UptimeHost> StartAsync(FakeHostClock clock, TestEngine engine = TestEngine.Sqlite)
    {
        var host = new UptimeHost(clock);
        host._database = await TestDatabase.OpenAsync(engine, clock, UptimeModule.Module);
        return host;
    }

    /// <summary>A daemon starts, and has its flight on record and the boots before judged.</summary>
    public async Task<UptimeService> FlyAsync()
    {
        var finder = new EvidenceFinder(_root, JournalLocation.InFolder(Path.Combine(_root, "no-journal")));
        var database = new MortalDatabase(Database);
        var service = new UptimeService(
            database, Clock, TestDatabase.Host, new LiveOptions<UptimeOptions>(Options),
            new Inquest(database, Clock, TestDatabase.Host, finder, NullLogger<Inquest>.Instance), new ShutdownState(_root), NullLogger<UptimeService>.Instance);
        await service.StartAsync(CancellationToken.None);
        _flying.Add((service, database, Clock.Uptime));
        await service.Judged.WaitAsync(TimeSpan.FromSeconds(30));
        return service;
    }

    /// <summary>Time passes, and what fell due last is on record.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        Clock.Advance(time);
        foreach (var (service, _, start) in _flying)
        {
            var tick = Options.Interval * Math.Floor(Clock.Uptime / Options.Interval);
            var due = tick > start ? tick : start;
            await UntilAsync(() => Database.Read(session => UptimeStore.Flights(session, TestDatabase.Host.Id)).Single(flight => flight.Id == service.Live!.Id).LastAt >= due);
        }
    }

    /// <summary>The host sleeps.</summary>
    public async Task SuspendAsync(TimeSpan time)
    {
        Clock.Suspend(time);
        await PassAsync(TimeSpan.Zero);
    }

    /// <summary>The daemon is told to stop.</summary>
    public async Task StopAsync(UptimeService service)
    {
        await service.StopAsync(CancellationToken.None);
        _flying.RemoveAll(flying => flying.Service == service);
    }

    /// <summary>The daemon is killed: nothing that it does from now on reaches the database.</summary>
    public async Task KillAsync(UptimeService service)
    {
        _flying.Single(flying => flying.Service == service).Database.IsDead = true;
        await StopAsync(service);
    }

    /// <summary>Power fails, with or without the daemons; the host comes back later.</summary>
    public async Task PowerCycleAsync(TimeSpan off, Instant? now = null, bool trusted = true)
    {
        foreach (var (service, _, _) in _flying.ToArray())
        {
            await KillAsync(service);
        }

        Clock.Reboot(off, now, trusted);
    }

    /// <summary>Waits for what another thread is about to do.</summary>
    public static async Task UntilAsync(Func<bool> done)
    {
        for (var patience = 0; !done(); patience++)
        {
            Assert.True(patience < 3000, "It did not come true within 30 s.");
            await Task.Delay(10);
        }
    }

    public IReadOnlyList<Boot> History() => Database.Read(session => UptimeHistory.Read(session, TestDatabase.Host.Id, Clock)).Boots;

    /// <summary>The history as the golden reports show it.</summary>
    public string Golden()
    {
        var text = new StringBuilder();
        foreach (var boot in History())
        {
            text.Append(
                $"{boot.Number} {Times.Format(boot.Started, TimeZoneInfo.Utc)}{(boot.ClockTrusted ? "" : "?")}"
                + $" .. {(boot.Ended is { } ended ? Times.Format(ended, TimeZoneInfo.Utc) : "now")}, {Causes.Describe(boot)}, up {UptimeText.Length(boot.Uptime)}");
            text.Append(boot.Suspended > TimeSpan.Zero ? $", suspended {UptimeText.Length(boot.Suspended)}" : "");
            text.Append(boot.NotWatched >= TimeSpan.FromSeconds(1) ? $", not watched {UptimeText.Length(boot.NotWatched)}" : "");
            text.Append(boot.Downtime is { } down ? $", then down {UptimeText.Length(down)}" : "");
            text.Append(boot.Unaccounted is { } gap ? $", then unknown {UptimeText.Length(gap)}" : "").Append('\n');
        }

        return text.ToString();
    }

    public string Report()
    {
        using var output = new MemoryStream();
        FlightReport.Write(Database.Read(session => UptimeStore.FlightTable(session, TestDatabase.Host.Id)), output, TimeZoneInfo.Utc);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (service, _, _) in _flying.ToArray())
        {
            await StopAsync(service);
        }

        await _database.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }
}

/// <summary>A database as a daemon holds it, until it dies.</summary>
internal sealed class MortalDatabase(Database inner) : Database
{
    public bool IsDead { get; set; }

    public override Task Ready => inner.Ready;

    public override EventJournal Journal => inner.Journal;

    public override Task<T> WriteAsync<T>(Func<Transaction, T> work, Durability durability, CancellationToken cancellation = default) =>
        IsDead ? Task.FromException<T>(new ProblemException(ProblemKind.Unavailable, "The daemon is dead.")) : inner.WriteAsync(work, durability, cancellation);

    /// <summary>At once: the company that a record would wait for is the other rooms'.</summary>
    public override Task WriteAlongAsync(Action<Transaction> work, TimeSpan atMost, CancellationToken cancellation = default) =>
        WriteAsync(work, Durability.Periodic, cancellation);

    public override T Read<T>(Func<Session, T> query) => inner.Read(query);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal override string RowKey => inner.RowKey;

    internal override bool GiveBack(Session session) => inner.GiveBack(session);
}
