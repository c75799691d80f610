using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Contracts;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Diagnostics;
using Watchkeeper.Core.Time;
using Watchkeeper.Metrics.Collectors;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics;

/// <summary>
/// Collects the host's values at their intervals and appends them; answers scrapers with values of that very moment. The loop owns the collectors, so
/// a scrape is a request to it.
/// </summary>
internal sealed class MetricsService : BackgroundService, ILoop
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>A clock that is not right yet is waited for so long before its samples become chunks all the same.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromHours(6);

    /// <summary>What the newest samples may take in memory before they become chunks early: 16 bytes each.</summary>
    private const int MostInMemory = 500_000;

    private readonly SampleStore _store;
    private readonly Database _database;
    private readonly HostClock _clock;
    private readonly ILogger<MetricsService> _log;
    private readonly Channel<TaskCompletionSource<Sample[]>> _scrapes = Channel.CreateBounded<TaskCompletionSource<Sample[]>>(64);
    private readonly SampleBatch _batch = new();
    private readonly TickTime _tickTime = new();
    private readonly SeriesLimitAlarm _alarm;
    private CollectorSet _collectors;
    private Task _background = Task.CompletedTask;
    private TimeSpan _lastFlush;

    public MetricsService(SampleStore store, Database database, HostClock clock, LiveOptions<MetricsOptions> options, ILogger<MetricsService> log)
    {
        (_store, _database, _clock, _log) = (store, database, clock, log);
        Pulse = new("metrics", clock);
        _alarm = new(store.Catalog, database.Journal, clock, log);
        _collectors = MakeCollectors(options.Current);
        options.Changed += changed => Volatile.Write(ref _collectors, MakeCollectors(changed));
    }

    public Pulse Pulse { get; }

    /// <summary>The host's values now.</summary>
    public async Task<Sample[]> ScrapeAsync(CancellationToken cancellation)
    {
        var answer = new TaskCompletionSource<Sample[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _scrapes.Writer.WriteAsync(answer, cancellation);
        return await answer.Task.WaitAsync(cancellation);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _ = LoadAsync(stoppingToken);
        _lastFlush = _clock.Uptime;
        Tick(null);
        var due = _collectors.Next(_clock.Uptime);
        while (!stoppingToken.IsCancellationRequested)
        {
            await WaitAsync(due, stoppingToken);
            while (_scrapes.Reader.TryRead(out var scrape))
            {
                Answer(scrape);
            }

            if (_clock.Uptime >= due && !stoppingToken.IsCancellationRequested)
            {
                Tick(due);
                TendBackground(stoppingToken);
                due = _collectors.Next(_clock.Uptime);
            }
        }

        await _background;
    }

    private async Task WaitAsync(TimeSpan due, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var wait = due == TimeSpan.MaxValue ? Hour : due - _clock.Uptime;
        Pulse.Rest(wait);
        var tick = Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, _clock, either.Token);
        await Task.WhenAny(tick, _scrapes.Reader.WaitToReadAsync(either.Token).AsTask());
        await either.CancelAsync();
        Pulse.Beat();
    }

    private async Task LoadAsync(CancellationToken cancellation)
    {
        try
        {
            if (await _database.WaitUntilOpenAsync(cancellation))
            {
                _store.Load();
            }
        }
        catch (ProblemException)
        {
            // It was lost again at once, which it says itself.
        }
    }

    private void Tick(TimeSpan? due)
    {
        _batch.Clear();
        var now = _clock.Read();
        _collectors.Collect(_batch, due);
        var stored = new List<Sample>(_batch.Count);
        foreach (var sample in _batch.Samples)
        {
            if (_store.IsStored(sample.Series))
            {
                stored.Add(sample);
            }
        }

        _ = _store.AppendQuietlyAsync([.. stored], due is { } planned ? _tickTime.Of(now, planned) : now);
        _alarm.Look();
    }

    private void Answer(TaskCompletionSource<Sample[]> scrape)
    {
        _batch.Clear();
        _collectors.Collect(_batch, null);
        scrape.TrySetResult(_batch.Samples.ToArray());
    }

    /// <summary>Once an hour the newest samples become chunks and the store is tidied up, while ticks go on.</summary>
    private void TendBackground(CancellationToken cancellation)
    {
        var since = _clock.Uptime - _lastFlush;
        if (_background.IsCompleted && (since >= Hour || _store.Appended(reset: false) > MostInMemory))
        {
            var evenUntrusted = since >= Patience || _store.Appended(reset: false) > MostInMemory;
            if (evenUntrusted || _clock.IsTrusted)
            {
                _lastFlush = _clock.Uptime;
                _store.Appended(reset: true);
                _background = Task.Run(() => TidyAsync(evenUntrusted, cancellation), cancellation);
            }
        }
    }

    private async Task TidyAsync(bool evenUntrusted, CancellationToken cancellation)
    {
        try
        {
            await _store.FlushAsync(evenUntrusted, cancellation);
            await _store.TidyAsync(cancellation);
        }
        catch (Exception problem) when (problem is ProblemException or OperationCanceledException)
        {
            // The database is away: what is in memory stays there, and the next hour tries again.
        }
        catch (Exception problem)
        {
            MetricsLog.HousekeepingFailed(_log, problem);
        }
    }

    private CollectorSet MakeCollectors(MetricsOptions options) => new(options, _store.Catalog, _clock, (collector, failure) =>
    {
        if (failure is null)
        {
            MetricsLog.CollectorWorks(_log, collector);
        }
        else
        {
            MetricsLog.CollectorFails(_log, collector, failure);
        }
    });
}
