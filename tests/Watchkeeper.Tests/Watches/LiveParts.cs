using Microsoft.Extensions.Logging.Abstractions;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Time;
using Watchkeeper.Tests.Core.Data;
using Watchkeeper.Tests.Core.Time;
using Watchkeeper.Watches;
using Watchkeeper.Watches.Actions;
using Watchkeeper.Watches.Active;
using Watchkeeper.Watches.Lanes;
using Watchkeeper.Watches.Probes;
using Watchkeeper.Watches.Running;

namespace Watchkeeper.Tests.Watches;

/// <summary>The daemon's parts of the watches, put together around a real database and the real clock, without a host.</summary>
internal sealed class LiveParts : IAsyncDisposable
{
    private readonly HttpClient _http = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly RunWorker _worker;
    private readonly Task _board;

    private LiveParts(TestDatabase test, HostClock clock)
    {
        (Test, Clock, Axis) = (test, clock, new BootAxis(clock));
        Book = new QueueBook(Roster, Axis);
        var alarm = new AlarmClock(clock);
        var outlets = new ConditionOutlets(new LiveOptions<WatchesOptions>(new WatchesOptions()), clock, NullLogger<ConditionOutlets>.Instance);
        Board = new ConditionBoard(test.Database, clock, TestDatabase.Host, outlets, alarm, NullLogger<ConditionBoard>.Instance);
        var prober = new Prober(_http, [], clock);
        var steps = new StepRunner(new CommandRunner(clock), new UnitRunner(clock), new WebhookRunner(_http), prober, Board, test.Database, [], clock);
        var recorder = new RunRecorder(test.Database, TestDatabase.Host, clock, NullLogger<RunRecorder>.Instance);
        _worker = new RunWorker(steps, recorder, clock, Axis, alarm, NullLogger<RunWorker>.Instance);
        Queues = new RunQueues(Book, _worker, recorder, Board, Roster, clock, Axis, alarm, NullLogger<RunQueues>.Instance);
        Lanes = new LaneFactory(test.Database, TestDatabase.Host, clock, Axis, Queues, prober, alarm, NullLogger<Lane>.Instance);
        Services = new LaneServices(test.Database, TestDatabase.Host, clock, Axis, Queues, alarm, NullLogger<Lane>.Instance);
        _board = Board.RunAsync(_ending.Token);
    }

    public TestDatabase Test { get; }

    public HostClock Clock { get; }

    public BootAxis Axis { get; }

    public ConditionBoard Board { get; }

    public Roster Roster { get; } = new();

    public QueueBook Book { get; }

    public RunQueues Queues { get; }

    public LaneFactory Lanes { get; }

    public LaneServices Services { get; }

    /// <param name="clock">The host's own where none is given.</param>
    public static async Task<LiveParts> OpenAsync(HostClock? clock = null)
    {
        clock ??= HostClock.Open();
        return new LiveParts(await TestDatabase.OpenAsync(TestEngine.Sqlite, clock, WatchesModule.Module), clock);
    }

    public IReadOnlyList<LiveWatch> Make(string rules)
    {
        var live = WatchesWritten.Options(rules).Watches.Where(watch => !watch.IsDefault).Select(Lanes.MakeWatch).ToList();
        Roster.Replace(live);
        return live;
    }

    public IReadOnlyList<Run> Runs(string? watch = null) => Test.Database.Read(session => WatchStore.ReadRuns(session, TestDatabase.Host.Id, watch, 1000));

    public async ValueTask DisposeAsync()
    {
        var stopping = StopAsync();
        while (Clock is FakeHostClock still && await Task.WhenAny(stopping, Task.Delay(10)) != stopping)
        {
            // Whoever waits for a clock that stands still waits for ever.
            still.Advance(TimeSpan.FromSeconds(1));
        }

        await stopping;
        _worker.Dispose();
        _http.Dispose();
        await Test.DisposeAsync();
        (Clock as IDisposable)?.Dispose();
    }

    private async Task StopAsync()
    {
        await Queues.StopAsync();
        await _ending.CancelAsync();
        await _board.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
