using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Contracts;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Diagnostics;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Canaries;

/// <summary>
/// The one owner of the canaries: has what gathered in its queue, and the alarms that have come, committed together (<see cref="Batches"/>). It sleeps until
/// the next alarm; every two seconds it looks whether another daemon on the same database wrote.
/// </summary>
internal sealed class CanariesService(
    Database database, HostClock clock, SharedClock shared, HostIdentity host, LiveOptions<CanariesOptions> options, ILogger<CanariesService> logger)
    : BackgroundService, ILoop
{
    private const int QueueLength = 20_000;
    private const int MostWorks = 4_096;
    private const int MostAlarms = 10_000;

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BeAliveEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>How long whoever reads, and whoever changes something, waits at a start for a database that is not there yet.</summary>
    private static readonly TimeSpan ReadersPatience = TimeSpan.FromMilliseconds(800);
    private static readonly TimeSpan WritersPatience = TimeSpan.FromMilliseconds(2_500);

    private readonly Channel<Work> _queue = Channel.CreateBounded<Work>(new BoundedChannelOptions(QueueLength) { SingleReader = true });
    private readonly ConcurrentQueue<ClockStep> _steps = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Work> _works = [];
    private readonly List<Canary> _due = [];
    private TimeSpan _nextLook;
    private TimeSpan _nextAlive;
    private TimeSpan _retryAt;
    private Batches? _batches;

    public CanaryBook Book { get; } = new();

    public Pulse Pulse { get; } = new("canaries", clock);

    public Instant Now => shared.Read().Wall;

    /// <summary>Completes when all canaries are in the book.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Does something with the pen; completes when it is committed and on the disk.</summary>
    /// <exception cref="ProblemException">The database is away, or too much waits already.</exception>
    public Task<T> DoAsync<T>(Func<Pen, T> run) => _ready.Task.IsCompletedSuccessfully ? EnqueueAsync(run) : DoWhenReadyAsync(run);

    private async Task<T> DoWhenReadyAsync<T>(Func<Pen, T> run)
    {
        await UntilReadyAsync(WritersPatience);
        return await EnqueueAsync(run);
    }

    private Task<T> EnqueueAsync<T>(Func<Pen, T> run)
    {
        var work = new Work<T>(run);
        if (!_queue.Writer.TryWrite(work))
        {
            throw new ProblemException(ProblemKind.Unavailable, "Too many changes of canaries are waiting for the database; try again in a moment.");
        }

        Wake();
        return work.Task;
    }

    /// <summary>Pings a canary. One that this daemon does not know may have been made by another on the same database.</summary>
    public async Task<Outcome<Pinged>> PingAsync(CanaryName name, Ping ping)
    {
        if (name.Find(Book) is null)
        {
            await RefreshAsync();
            if (name.Find(Book) is null)
            {
                return CanaryProblem.NotFound;
            }
        }

        return await DoAsync(pen => Operations.Ping(pen, name, ping));
    }

    /// <summary>Makes sure that the book holds what other daemons on the database have committed by now.</summary>
    public async ValueTask RefreshAsync()
    {
        await UntilReadyAsync(ReadersPatience);
        if (database.Read(CanaryStore.Counters).Entry > Book.Seen)
        {
            await DoAsync(static pen => pen.Now);
        }
    }

    /// <exception cref="ProblemException">The database did not become ready in that time.</exception>
    private async ValueTask UntilReadyAsync(TimeSpan patience)
    {
        try
        {
            await _ready.Task.WaitAsync(patience, clock);
        }
        catch (TimeoutException late)
        {
            throw new ProblemException(
                ProblemKind.Unavailable, "The canaries are not known yet, because the database is not ready; try again in a moment.", late);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await database.Ready.WaitAsync(stoppingToken);
            clock.Stepped += OnStepped;
            while (!TryLoad())
            {
                await Task.Delay(RetryAfter, clock, stoppingToken);
            }

            _ready.TrySetResult();
            using var timer = clock.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            while (!stoppingToken.IsCancellationRequested)
            {
                Arm(timer);
                await _wake.WaitAsync(stoppingToken);
                await TurnOnAsync();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            _ready.TrySetCanceled(stoppingToken);
        }
        catch (Exception exception)
        {
            _ready.TrySetException(exception);
            throw;
        }
        finally
        {
            clock.Stepped -= OnStepped;
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        _queue.Writer.TryComplete();
        while (_queue.Reader.TryRead(out var work))
        {
            _works.Add(work);
        }

        Answers.Give(_works, new ProblemException(ProblemKind.Unavailable, "Watchkeeper is stopping; try again in a moment."));
        if (_ready.Task.IsCompletedSuccessfully)
        {
            await StoredCanaries.NoteAliveAsync(database, Look(), logger);
        }
    }

    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    private void Wake()
    {
        // One permit says it all; a release that finds it there already has nothing to add.
        if (_wake.CurrentCount == 0)
        {
            try
            {
                _wake.Release();
            }
            catch (Exception exception) when (exception is SemaphoreFullException or ObjectDisposedException)
            {
            }
        }
    }

    private void OnStepped(ClockStep step)
    {
        _steps.Enqueue(step);
        Wake();
    }

    /// <summary>False while the database is away.</summary>
    private bool TryLoad()
    {
        List<Canary> passed;
        TimeSpan absence;
        try
        {
            shared.Look();
            absence = StoredCanaries.Load(database, Look(), Book, out passed);
        }
        catch (ProblemException)
        {
            return false;
        }

        if (passed.Count > 0 && options.Current.ForgiveDowntime)
        {
            CanariesLog.Forgiven(logger, passed.Count, absence.TotalSeconds);
            _ = EnqueueAsync(pen => passed.Count(canary => pen.ByKey(canary.Key) is { Paused: false, Late: false, Deadline: not null } now
                && pen.Apply(Life.Forgive(now, absence, pen.Now)) is not null));
        }

        Wake();
        return true;
    }

    private Batches Batches => _batches ??= new Batches(database, Book, Look, options, logger);

    private Vantage Look() => new(host.Id, clock.BootId, shared.Read());

    private void Arm(ITimer timer)
    {
        var next = _nextLook < _nextAlive ? _nextLook : _nextAlive;
        if (Book.NextAlarm is { } alarm)
        {
            var ring = alarm > _retryAt ? alarm : _retryAt;
            next = ring < next ? ring : next;
        }

        var wait = next - clock.Uptime;
        timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        Pulse.Rest(wait);
    }

    /// <summary>Whatever goes wrong in one turn, the watch goes on.</summary>
    private async Task TurnOnAsync()
    {
        try
        {
            await TurnAsync();
        }
        catch (Exception exception)
        {
            CanariesLog.TurnFailed(logger, exception);
            Answers.Give(_works, exception);
            _works.Clear();
            _due.ForEach(Book.Requeue);
            _due.Clear();
            _retryAt = clock.Uptime + RetryAfter;
        }
    }

    private async Task TurnAsync()
    {
        while (_steps.TryDequeue(out var step))
        {
            // A canary that goes by another clock than the one that was set stays as it is.
            if (shared.IsTheHosts)
            {
                Book.Replace(canary => canary.Stepped(step));
            }
        }

        var now = clock.Uptime;
        if (now >= _nextAlive)
        {
            _nextAlive = now + BeAliveEvery;
            _ = StoredCanaries.NoteAliveAsync(database, Look(), logger);
        }

        if (now >= _nextLook)
        {
            _nextLook = now + LookEvery;
            LookAround();
        }

        while (true)
        {
            Pulse.Beat();
            while (_works.Count < MostWorks && _queue.Reader.TryRead(out var work))
            {
                _works.Add(work);
            }

            // While the database is away, alarms wait a little before they are tried again.
            if (clock.Uptime >= _retryAt)
            {
                Book.TakeDue(clock.Uptime, MostAlarms, _due);
            }

            if (_works.Count == 0 && _due.Count == 0)
            {
                return;
            }

            if (!await Batches.CommitAsync(_works, _due))
            {
                _retryAt = clock.Uptime + RetryAfter;
            }

            _works.Clear();
            _due.Clear();
        }
    }

    /// <summary>The server's clock, and what other daemons on the database wrote; nothing while it is away, which it says by itself.</summary>
    private void LookAround()
    {
        try
        {
            if (shared.Look() is { } step)
            {
                Book.Replace(canary => canary.Stepped(step));
            }

            Book.CatchUp(database, Look());
        }
        catch (ProblemException)
        {
        }
    }
}
