using Microsoft.Extensions.Logging;
using Watchkeeper.Core.Diagnostics;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Metrics.Forward;

/// <summary>The way to one engine.</summary>
internal sealed class Forwarding(ForwardOptions options, SampleStore store, HostClock clock, Counters counters, ILogger log)
{
    private const int RowsAtOnce = 60;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <summary>The cursor is written this often, not at each delivery: after a crash some rows are sent twice, which engines know to ignore.</summary>
    private static readonly TimeSpan BetweenCursors = TimeSpan.FromMinutes(1);

    private readonly Counter _sent = counters.Of($"watchkeeper_forward_{options.Name.Replace('-', '_')}_samples_total", $"Samples sent on to {options.Name}.");
    private readonly Counter _lost = counters.Of($"watchkeeper_forward_{options.Name.Replace('-', '_')}_lost_total", $"Samples that {options.Name} refused, or that were dropped because its queue was full.");
    private long _cursor;
    private long _saved;
    private TimeSpan _written;
    private TimeSpan _wait = Pause;
    private bool _isAway;

    public async Task RunAsync(CancellationToken cancellation)
    {
        using var forwarder = ForwardService.Make(options);
        try
        {
            _cursor = store.Cursor(options.Name);
            await store.SaveCursorAsync(options.Name, _cursor);
            while (!cancellation.IsCancellationRequested)
            {
                await StepAsync(forwarder, cancellation);
            }
        }
        catch (OperationCanceledException)
        {
            // The daemon stops.
        }

        await store.SaveCursorAsync(options.Name, _cursor);
    }

    private async Task StepAsync(IForwarder forwarder, CancellationToken cancellation)
    {
        _cursor = Math.Max(_cursor, Bounded());
        var rows = store.TicksAfter(_cursor, RowsAtOnce);
        if (rows.Count == 0)
        {
            await SaveAsync();
            await Task.Delay(Pause, clock, cancellation);
            return;
        }

        switch (await forwarder.SendAsync([.. rows.SelectMany(store.Samples)], cancellation))
        {
            case Delivery.Sent:
                Done(rows, lost: false);
                break;
            case Delivery.Refused when rows.Count > 1:
                // One bad row must not take others with it.
                foreach (var row in rows)
                {
                    if (!await SendOneAsync(forwarder, row, cancellation))
                    {
                        break;
                    }
                }

                break;
            case Delivery.Refused refused:
                MetricsLog.Problem(log, $"{options.Name} refuses samples of {rows[0].Time.Wall}, which are dropped: {refused.Reason}");
                Done(rows, lost: true);
                break;
            case Delivery.Retry retry:
                await WaitAsync(retry, cancellation);
                break;
        }

        await SaveAsync();
    }

    /// <summary>Returns false when it has to be tried again later.</summary>
    private async Task<bool> SendOneAsync(IForwarder forwarder, StoredTick row, CancellationToken cancellation)
    {
        switch (await forwarder.SendAsync([.. store.Samples(row)], cancellation))
        {
            case Delivery.Sent:
                Done([row], lost: false);
                return true;
            case Delivery.Refused refused:
                MetricsLog.Refused(log, options.Name, row.Time.Wall.ToString(), refused.Reason);
                Done([row], lost: true);
                return true;
            case Delivery.Retry retry:
                await WaitAsync(retry, cancellation);
                return false;
            default:
                return false;
        }
    }

    private void Done(IReadOnlyList<StoredTick> rows, bool lost)
    {
        (lost ? _lost : _sent).Add(rows.Sum(row => store.Samples(row).Count));
        _cursor = rows[^1].Id;
        _wait = Pause;
        if (_isAway)
        {
            _isAway = false;
            MetricsLog.Forwarding(log, options.Name);
        }
    }

    private async Task WaitAsync(Delivery.Retry retry, CancellationToken cancellation)
    {
        if (!_isAway)
        {
            _isAway = true;
            MetricsLog.Problem(log, $"{options.Name} ({options.Address}) does not take samples; they wait on the disk and it is tried again: {retry.Reason}");
        }

        await Task.Delay(retry.After is { } after && after < LongestWait ? after : _wait, clock, cancellation);
        _wait = _wait * 2 < LongestWait ? _wait * 2 : LongestWait;
    }

    private async Task SaveAsync()
    {
        if (_cursor != _saved && clock.Uptime - _written >= BetweenCursors)
        {
            (_written, _saved) = (clock.Uptime, _cursor);
            await store.SaveCursorAsync(options.Name, _cursor);
        }
    }

    /// <summary>The first row that the queue's limit still holds; what is dropped for it is counted.</summary>
    private long Bounded()
    {
        var (before, dropped) = store.BeyondQueue(_cursor, options.Queue);
        if (dropped > 0)
        {
            _lost.Add(dropped);
            MetricsLog.Problem(log, $"{dropped} samples for {options.Name} were dropped, because it was away for longer than its queue holds.");
        }

        return before;
    }
}
