using System.Collections.Concurrent;
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
    private const int MostWorks = 4_096;

    /// <summary>In one transaction: so many that what they change stays in the database's cache until it is committed.</summary>
    private const int MostAlarms = 2_000;

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BeAliveEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Company = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>How long whoever reads, and whoever changes something, waits at a start for a database that is not there yet.</summary>
    private static readonly TimeSpan ReadersPatience = TimeSpan.FromMilliseconds(800);
    private static readonly TimeSpan WritersPatience = TimeSpan.FromMilliseconds(2_500);

    private readonly WorkQueue _queue = new(clock);
    private readonly ConcurrentQueue<ClockStep> _steps = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Work> _works = [];
    private readonly List<Canary> _due = [];
    private TimeSpan _nextLook;
    private TimeSpan _nextAlive;
    private TimeSpan _retryAt;
    private Batches? _batches;

    public CanaryBook Book { get; } = new();

    public Pulse Pulse { get; } = new("canaries", clock);

    public Instant Now => shared.Now;

    /// <summary>Completes when all canaries are in the book.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Does something with the pen; completes when it is committed and on the disk.</summary>
    /// <exception cref="ProblemException">The database is away, or too much waits already.</exception>
    public Task<T> DoAsync<T>(Func<Pen, T> run) => _ready.Task.IsCompletedSuccessfully ? _queue.AddAsync(run) : DoWhenReadyAsync(run);

    private async Task<T> DoWhenReadyAsync<T>(Func<Pen, T> run)
    {
        await UntilReadyAsync(WritersPatience);
        return await _queue.AddAsync(run);
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
            shared.Stepped += OnStepped;
            while (!TryLoad())
            {
                await Task.Delay(RetryAfter, clock, stoppingToken);
            }

            _ready.TrySetResult();
            StoredCanaries.TidyUp(Book);
            while (!stoppingToken.IsCancellationRequested)
            {
                await _queue.Bell.WaitAsync(UntilNext(), stoppingToken);
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
            shared.Stepped -= OnStepped;
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        _queue.Close();
        _queue.MoveTo(_works, int.MaxValue);
        Answers.Give(_works, new ProblemException(ProblemKind.Unavailable, "Watchkeeper is stopping; try again in a moment."));
        if (_ready.Task.IsCompletedSuccessfully)
        {
            await StoredCanaries.NoteAliveAsync(database, Look(), TimeSpan.Zero, logger);
        }
    }

    private void OnStepped(ClockStep step)
    {
        _steps.Enqueue(step);
        _queue.Bell.Ring();
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
            _ = _queue.AddAsync(pen =>
            {
                passed.ForEach(canary => Operations.Forgive(pen, canary.Key, absence));
                return passed.Count;
            });
        }

        _queue.Bell.Ring();
        return true;
    }

    private Batches Batches => _batches ??= new Batches(database, Book, Look, options, logger);

    private Vantage Look() => new(host.Id, clock.BootId, shared.Read());

    private TimeSpan UntilNext()
    {
        var next = _nextLook < _nextAlive ? _nextLook : _nextAlive;
        if (Book.NextAlarm is { } alarm)
        {
            var ring = alarm > _retryAt ? alarm : _retryAt;
            next = ring < next ? ring : next;
        }

        var wait = next - clock.Uptime;
        Pulse.Rest(wait);
        return wait;
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
        TakeSteps();
        var now = clock.Uptime;
        if (now >= _nextAlive)
        {
            // At multiples on boot time, where the other rooms' ticks are: the note goes with what they record.
            _nextAlive = BeAliveEvery * (Math.Floor(now / BeAliveEvery) + 1);
            _ = StoredCanaries.NoteAliveAsync(database, Look(), Company, logger);
        }

        if (now >= _nextLook)
        {
            _nextLook = now + LookEvery;
            LookAround();
        }

        while (true)
        {
            Pulse.Beat();
            _queue.MoveTo(_works, MostWorks);

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
            shared.Look();
            TakeSteps();
            Book.CatchUp(database, Look());
        }
        catch (ProblemException)
        {
        }
    }

    private void TakeSteps()
    {
        while (_steps.TryDequeue(out var step))
        {
            Book.Replace(canary => canary.Stepped(step));
        }
    }
}
