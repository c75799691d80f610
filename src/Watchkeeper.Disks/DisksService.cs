using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Contracts;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Diagnostics;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Disks.Counters;
using Watchkeeper.Disks.Devices;
using Watchkeeper.Logs.Sources;

namespace Watchkeeper.Disks;

/// <summary>
/// Watches the logs and the counters for storage faults. The loop owns everything that changes; the sources feed it through one bounded channel, so that a
/// storm fills the kernel's ring and not the memory.
/// </summary>
internal sealed class DisksService(
    LiveOptions<DisksOptions> options, SourceFactory sources, Database database, HostClock clock, HostIdentity host, DeviceMemory devices,
    Core.Diagnostics.Counters figures, ILogger<DisksService> log) : BackgroundService, ILoop
{
    /// <summary>What waits here outlives collections of the youngest objects, so that in a storm a longer queue costs many times its own memory.</summary>
    private const int MostBatches = 8;

    /// <summary>So many transactions wait for a database that is away; then reading waits too, and the logs keep what comes.</summary>
    private const int MostWaiting = 1000;

    /// <summary>What the kernel said just before a start without a database may be why there is none.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(10);

    /// <summary>More than a minute's events that one could tell.</summary>
    private const int MostTold = 10_000;

    /// <summary>By then what was told without a database has been read again, and is stored.</summary>
    private static readonly TimeSpan Rereading = TimeSpan.FromSeconds(30);

    private readonly Channel<LogBatch> _batches = Channel.CreateBounded<LogBatch>(MostBatches);
    private readonly Channel<News> _news = Channel.CreateUnbounded<News>();

    public Pulse Pulse { get; } = new("disks", clock);

    private abstract record News;

    /// <summary>What a source's keeper says of it.</summary>
    private sealed record SourceNews(string Source, string? Reason, bool AfterWork) : News;

    /// <summary>The configuration was read again.</summary>
    private sealed record OptionsNews : News;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await WatchWithoutDatabaseAsync(stoppingToken);
        if (!await database.WaitUntilOpenAsync(stoppingToken))
        {
            return;
        }

        var positions = database.Read(session => DisksStore.Positions(session, host));
        devices.Recall(database.Read(session => DisksStore.Devices(session, host)));
        using var watch = new DisksWatch(options, database, clock, host, devices, figures, positions, log);
        void Changed(DisksOptions changed) => _news.Writer.TryWrite(new OptionsNews());
        options.Changed += Changed;
        try
        {
            var counted = CounterReading.Parse(positions.GetValueOrDefault(CounterWatch.Source), clock.BootId);
            watch.Begin(
                database.Read(session => DisksStore.Untold(session, host)),
                ToldSince(clock.Now - TimeSpan.FromMinutes(1)),
                counted is null ? [] : ToldSince(counted.At - (options.Current.Counters * 2)).Select(told => told.Device));
            while (!stoppingToken.IsCancellationRequested)
            {
                await RunAsync(watch, sources(options.Current, clock, null), options.Current, stoppingToken);
            }
        }
        finally
        {
            options.Changed -= Changed;
            await watch.FinishAsync();
        }
    }

    /// <summary>
    /// While the database is not there yet, perhaps because of the very disk that fails, storage is watched from now on and what happens is told. When it is
    /// there, the logs are read from where they stood when it was last written, and all of it is told again, to be stored.
    /// </summary>
    private async Task WatchWithoutDatabaseAsync(CancellationToken stopping)
    {
        await database.FirstAttempt.WaitAsync(stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (database.Ready.IsCompleted || stopping.IsCancellationRequested)
        {
            return;
        }

        DisksLog.WatchesUnrecorded(log);
        using var opened = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var opening = EndAsync(database.Ready, opened);
        using (var watch = new DisksWatch(options, database, clock, host, devices, figures, new Dictionary<string, string>(), log, RetoldAsync(stopping)))
        {
            watch.Begin([], []);
            while (!opened.IsCancellationRequested)
            {
                await RunAsync(watch, sources(options.Current, clock, Recent), options.Current, opened.Token);
            }

            await watch.FinishAsync();
        }

        await opened.CancelAsync();
        await opening;
    }

    private static async Task EndAsync(Task opened, CancellationTokenSource waiting)
    {
        await opened.WaitAsync(waiting.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await waiting.CancelAsync();
    }

    private async Task RetoldAsync(CancellationToken stopping)
    {
        await database.Ready.WaitAsync(stopping);
        await Task.Delay(Rereading, clock, stopping);
    }

    /// <summary>
    /// What was told of late: a line of the last minute that another source holds too is no news, and what was told since the counters were read explains their rise.
    /// </summary>
    private IEnumerable<DiskEvent> ToldSince(Instant since) => database.Journal.Read(new EventQuery { Types = ["disks.*"], Host = host.Id, Since = since, Limit = MostTold })
        .Select(DisksJson.Read).OfType<DiskEvent>();

    /// <summary>Runs the sources until the daemon stops, or until the configuration names others; then they are ended, and nothing they have given is left.</summary>
    private async Task RunAsync(DisksWatch watch, IEnumerable<LogSource> logs, DisksOptions current, CancellationToken stopping)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var running = logs.Select(source => new SourceKeeper(source, clock, (reason, afterWork) => _news.Writer.TryWrite(new SourceNews(source.Name, reason, afterWork)))
            .RunAsync(watch.Positions.GetValueOrDefault(source.Name), _batches.Writer, ending.Token)).ToList();
        try
        {
            while (!stopping.IsCancellationRequested && SourceList.KeyOf(options.Current) == SourceList.KeyOf(current))
            {
                await StepAsync(watch, stopping);
            }
        }
        finally
        {
            await ending.CancelAsync();
            await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        while (_batches.Reader.TryRead(out var batch))
        {
            watch.Take(batch, caughtUp: false);
        }
    }

    private async Task StepAsync(DisksWatch watch, CancellationToken cancellation)
    {
        Pulse.Beat();
        if (watch.Waiting >= MostWaiting)
        {
            Pulse.Rest(DisksPen.Patience);
            await Task.WhenAny(watch.Written, Task.Delay(DisksPen.Patience, clock, cancellation));
            return;
        }

        while (_news.Reader.TryRead(out var news))
        {
            if (news is SourceNews told)
            {
                watch.Tell(told.Source, told.Reason, told.AfterWork);
            }
        }

        if (_batches.Reader.TryRead(out var batch))
        {
            watch.Take(batch, caughtUp: _batches.Reader.Count == 0);
        }
        else if (!watch.Tick())
        {
            await WaitAsync(watch.NextDue, cancellation);
        }
    }

    /// <summary>Until there is something to do. Each wait is for its own token, so that what is not waited for any longer leaves nothing behind.</summary>
    private async Task WaitAsync(TimeSpan due, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var wait = due - clock.Uptime;
        Pulse.Rest(wait);
        await Task.WhenAny(
            Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, clock, either.Token),
            _batches.Reader.WaitToReadAsync(either.Token).AsTask(),
            _news.Reader.WaitToReadAsync(either.Token).AsTask());
        await either.CancelAsync();
    }
}
