using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Contracts;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Diagnostics;
using Watchkeeper.Core.Time;
using Watchkeeper.Uptime.Endings;
using Watchkeeper.Uptime.Flights;

namespace Watchkeeper.Uptime;

/// <summary>
/// Records the present flight. One loop owns it; the clock's timer, its steps and changed options reach the loop through one bounded channel, where the
/// newest of them is as good as all.
/// </summary>
internal sealed class UptimeService(
    Database database, HostClock clock, HostIdentity host, LiveOptions<UptimeOptions> options, Inquest inquest, ShutdownState shutdown,
    ILogger<UptimeService> log) : BackgroundService, ILoop
{
    private static readonly TimeSpan ForgetPeriod = TimeSpan.FromDays(1);
    private static readonly TimeSpan LongestCompany = TimeSpan.FromSeconds(1);

    private readonly Channel<Notice> _notices = Channel.CreateBounded<Notice>(
        new BoundedChannelOptions(64) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private readonly Moment _began = clock.Read();
    private readonly TimeSpan _writeBack = WriteBack.Read();
    private readonly TaskCompletionSource _judged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Flight? _flight;
    private Task _recording = Task.CompletedTask;
    private TimeSpan _suspended = clock.Suspended;
    private TimeSpan _forgotten;
    private bool _failing;

    private enum Why
    {
        Tick,
        ClockMoved,
        OptionsChanged,
    }

    /// <summary>Where a journal is long, judging the last boot's end takes a while.</summary>
    public Pulse Pulse { get; } = new("uptime", clock, TimeSpan.FromMinutes(5));

    /// <summary>The flight in progress as of now, which its last record may be an interval behind of; null before it is on record.</summary>
    public Flight? Live => _flight is { } flight ? Renewed(flight, clock.Read(), flight.Suspended) : null;

    /// <summary>Completes when the ends of all earlier boots are known as well as they ever will be.</summary>
    public Task Judged => _judged.Task;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        clock.Stepped += Stepped;
        clock.BecameTrusted += Trusted;
        options.Changed += Changed;
        Notify(Why.Tick);
        using var timer = clock.CreateTimer(_ => Notify(Why.Tick), null, UntilTick(), options.Current.Interval);
        try
        {
            await foreach (var notice in _notices.Reader.ReadAllAsync(stoppingToken))
            {
                if (notice.Why == Why.OptionsChanged)
                {
                    timer.Change(UntilTick(), options.Current.Interval);
                }

                await ObserveAsync(notice, stoppingToken);
                Pulse.Rest(options.Current.Interval);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The flight ends below.
        }
        finally
        {
            clock.Stepped -= Stepped;
            clock.BecameTrusted -= Trusted;
            options.Changed -= Changed;
        }

        await LandAsync();
    }

    /// <summary>Ticks are at multiples of the interval on boot time, where other rooms' are too: what they record then costs one commit.</summary>
    private TimeSpan UntilTick()
    {
        var interval = options.Current.Interval;
        return TimeSpan.FromTicks(interval.Ticks - (clock.Uptime.Ticks % interval.Ticks));
    }

    private void Stepped(ClockStep step)
    {
        if (step.Delta.Duration() >= options.Current.ClockStep)
        {
            // An event of its own for each step, also for those that follow one another within one tick.
            _ = QuietlyAsync(() => database.WriteAsync(
                transaction => { transaction.Append(UptimeWords.Stepped(step)); }, Durability.Durable));
        }

        Notify(Why.ClockMoved);
    }

    private void Trusted(Moment now) => Notify(Why.ClockMoved);

    private void Changed(UptimeOptions changed) => Notify(Why.OptionsChanged);

    /// <summary>What the clocks say is read here, at the moment itself, however late the loop comes to it.</summary>
    private void Notify(Why why)
    {
        var now = clock.Read();
        _notices.Writer.TryWrite(new Notice(why, now, clock.Suspended));
    }

    /// <summary>One tick: opens the flight, or records how far it has come and what happened to the clocks meanwhile.</summary>
    private async Task ObserveAsync(Notice notice, CancellationToken stopping)
    {
        if (_flight is null)
        {
            await OpenAsync(notice, stopping);
            await JudgeAsync(stopping);
            return;
        }

        await JudgeAsync(stopping);
        var (_, now, suspended) = notice;
        if (suspended - _suspended >= TimeSpan.FromSeconds(1))
        {
            await NoteSuspensionAsync(now, suspended - _suspended);
            _suspended = suspended;
        }

        if (notice.Why == Why.ClockMoved)
        {
            await QuietlyAsync(() => database.WriteAsync(
                transaction => UptimeStore.MoveBoot(transaction, host.Id, clock.BootId, now), Durability.Periodic, stopping));
        }

        Record(now, suspended);
        if (now.Trusted && now.SinceBoot - _forgotten >= ForgetPeriod)
        {
            _forgotten = now.SinceBoot;
            await QuietlyAsync(() => database.WriteAsync(
                transaction => UptimeStore.Forget(transaction, now.Wall - options.Current.Retention), Durability.Periodic, stopping));
        }
    }

    private async Task OpenAsync(Notice notice, CancellationToken stopping)
    {
        var flight = new Flight(
            0, clock.BootId, _began.Wall, _began.SinceBoot, _began.SinceBoot, _suspended, options.Current.Blind(_writeBack), _began.Trusted, Landing: null);
        var opened = Renewed(flight, notice.Now, notice.Suspended);
        await database.Ready.WaitAsync(stopping);
        await QuietlyAsync(async () =>
        {
            var id = await database.WriteAsync(
                transaction =>
                {
                    if (UptimeStore.AddBoot(transaction, host.Id, clock.BootId, HostKernel.Version, notice.Now))
                    {
                        transaction.Append(UptimeWords.Started(notice.Now));
                    }
                    else if (UptimeStore.ClockStep(transaction, host.Id, clock.BootId, notice.Now) is { } delta && delta.Duration() >= options.Current.ClockStep)
                    {
                        UptimeStore.MoveBoot(transaction, host.Id, clock.BootId, notice.Now);
                        transaction.Append(UptimeWords.SteppedUnseen(new ClockStep(delta, notice.Now)));
                    }

                    return UptimeStore.AddFlight(transaction, host.Id, opened);
                },
                Durability.Durable, stopping);
            _flight = opened with { Id = id };
            UptimeLog.Begun(log, id, Core.Text.Durations.Format(_began.SinceBoot));
        });
    }

    /// <summary>Once a start, as soon as the database allows; recording goes on whatever becomes of it.</summary>
    private async Task JudgeAsync(CancellationToken stopping)
    {
        if (_flight is null || _judged.Task.IsCompleted)
        {
            return;
        }

        try
        {
            if (await QuietlyAsync(() => inquest.HoldAsync(stopping)))
            {
                _judged.TrySetResult();
            }
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            UptimeLog.InquestFailed(log, failure);
            _judged.TrySetResult();
        }
    }

    /// <summary>Sees to it that the newest state is written, one write at a time: what came in between is not worth one.</summary>
    private void Record(Moment now, TimeSpan suspended)
    {
        _flight = Renewed(_flight!, now, suspended);
        if (_recording.IsCompleted)
        {
            _recording = RecordAsync();
        }
    }

    private async Task RecordAsync()
    {
        Flight? written = null;
        while (_flight is { } flight && flight != written && await QuietlyAsync(() => WriteAsync(flight)))
        {
            written = flight;
        }
    }

    /// <summary>It waits for the rest of its tick, but so short that a daemon which is killed has lost no record but the newest.</summary>
    private Task WriteAsync(Flight flight)
    {
        void Update(Transaction transaction) => UptimeStore.UpdateFlight(transaction, host.Id, flight);
        return options.Current.Sync
            ? database.WriteAsync(Update, Durability.Durable)
            : database.WriteAlongAsync(Update, Company(options.Current.Interval));
    }

    private static TimeSpan Company(TimeSpan interval) => interval / 10 < LongestCompany ? interval / 10 : LongestCompany;

    private Task<bool> NoteSuspensionAsync(Moment woke, TimeSpan length) => QuietlyAsync(() => database.WriteAsync(
        transaction =>
        {
            UptimeStore.AddSuspension(transaction, host.Id, new Boots.Suspension(clock.BootId, woke.SinceBoot, length), woke);
            transaction.Append(UptimeWords.Suspended(woke, length));
        },
        Durability.Durable));

    /// <summary>The last record says why the daemon stops; the program allows a few seconds for it.</summary>
    private async Task LandAsync()
    {
        if (_flight is not { } flight)
        {
            return;
        }

        var landing = shutdown.Read();
        var last = Renewed(flight, clock.Read(), clock.Suspended) with { Landing = landing };
        _flight = last;
        if (await QuietlyAsync(() => database.WriteAsync(transaction => UptimeStore.UpdateFlight(transaction, host.Id, last), Durability.Durable)))
        {
            UptimeLog.Ended(log, last.Id, landing.ToString());
        }
    }

    private Flight Renewed(Flight flight, Moment now, TimeSpan suspended) => flight with
    {
        Wall = now.Wall,
        LastAt = now.SinceBoot,
        Suspended = suspended,
        Blind = options.Current.Blind(_writeBack),
        Trusted = now.Trusted,
    };

    /// <summary>Writes, and tells the log once where the database is away, and once when it is back.</summary>
    private async Task<bool> QuietlyAsync(Func<Task> write)
    {
        try
        {
            await write();
            if (_failing)
            {
                _failing = false;
                UptimeLog.RecordedAgain(log);
            }

            return true;
        }
        catch (ProblemException problem)
        {
            if (!_failing)
            {
                _failing = true;
                UptimeLog.NotRecorded(log, problem.Message);
            }

            return false;
        }
    }

    private readonly record struct Notice(Why Why, Moment Now, TimeSpan Suspended);
}
