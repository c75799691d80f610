using Microsoft.Extensions.Logging;
using Watchkeeper.Core.Diagnostics;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Metrics.Forward;

/// <summary>The way to one engine.</summary>
internal sealed class Forwarding(ForwardOptions options, SampleStore store, HostClock clock, Counters counters, ILogger log, IForwarder forwarder)
{
    private const int RowsAtOnce = 60;
    private const int MostRequestsForARow = 100;

    /// <summary>Of an engine that has taken nothing since it refused a row, fewer are asked: it is not one bad sample that it minds.</summary>
    private const int MostRequestsWhileRefusing = 10;

    /// <summary>How often it is looked whether the queue is full, which reads the sizes of all that waits.</summary>
    private static readonly TimeSpan BetweenBounds = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <summary>The cursor is written this often, not at each delivery: after a crash some rows are sent twice, which engines know to ignore.</summary>
    private static readonly TimeSpan BetweenCursors = TimeSpan.FromMinutes(1);

    private readonly Counter _sent = counters.Of($"watchkeeper_forward_{options.Name.Replace('-', '_')}_samples_total", $"Samples sent on to {options.Name}.");
    private readonly Counter _lost = counters.Of($"watchkeeper_forward_{options.Name.Replace('-', '_')}_lost_total", $"Samples that {options.Name} refused, or that were dropped because its queue was full.");
    private long _cursor;
    private long _saved;
    private TimeSpan _written;
    private TimeSpan? _bounded;
    private TimeSpan _wait = Pause;
    private bool _isAway;
    private bool _isRefusing;

    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            _cursor = store.Cursor(options.Name);
            await store.SaveCursorAsync(options.Name, _cursor);
            while (!cancellation.IsCancellationRequested)
            {
                await StepAsync(cancellation);
            }
        }
        catch (OperationCanceledException)
        {
            // The daemon stops.
        }

        await store.SaveCursorAsync(options.Name, _cursor);
    }

    private async Task StepAsync(CancellationToken cancellation)
    {
        _cursor = Math.Max(_cursor, Bounded());
        var rows = store.TicksAfter(_cursor, RowsAtOnce);
        if (rows.Count == 0)
        {
            await SaveAsync();
            await Task.Delay(Pause, clock, cancellation);
            return;
        }

        var samples = rows.SelectMany(store.Samples).ToArray();
        switch (await forwarder.SendAsync(samples, cancellation))
        {
            case Delivery.Sent:
                _sent.Add(samples.Length);
                _isRefusing = false;
                Done(rows[^1]);
                break;
            case Delivery.Refused:
                // One bad row must not take others with it.
                foreach (var row in rows)
                {
                    if (!await SendOneAsync(row, cancellation))
                    {
                        break;
                    }
                }

                break;
            case Delivery.Retry retry:
                await WaitAsync(retry, cancellation);
                break;
        }

        await SaveAsync();
    }

    /// <summary>
    /// Sends one row, and no bad sample takes others with it: what is refused for what is in it is halved, up to a limit. Returns false when it has to be
    /// tried again later.
    /// </summary>
    private async Task<bool> SendOneAsync(StoredTick row, CancellationToken cancellation)
    {
        var parts = new Stack<IReadOnlyList<ForwardedSample>>([store.Samples(row)]);
        var (most, taken, lost) = (_isRefusing ? MostRequestsWhileRefusing : MostRequestsForARow, false, false);
        for (var requests = 0; parts.TryPop(out var part); requests++)
        {
            switch (await forwarder.SendAsync(part, cancellation))
            {
                case Delivery.Sent:
                    _sent.Add(part.Count);
                    (_isRefusing, taken) = (false, true);
                    break;
                case Delivery.Refused { ForItsContent: true } when part.Count > 1 && requests < most:
                    parts.Push([.. part.Skip(part.Count / 2)]);
                    parts.Push([.. part.Take(part.Count / 2)]);
                    break;
                case Delivery.Refused refused:
                    _lost.Add(part.Count);
                    lost = true;
                    TellRefused(row, refused);
                    break;
                case Delivery.Retry retry:
                    await WaitAsync(retry, cancellation);
                    return false;
            }
        }

        if (taken || !lost)
        {
            Done(row);
            return true;
        }

        // Nothing of it was taken: the next row would hardly fare better at once.
        _cursor = row.Id;
        await PauseAsync(_wait, cancellation);
        return true;
    }

    private void Done(StoredTick row)
    {
        _cursor = row.Id;
        _wait = Pause;
        if (_isAway)
        {
            _isAway = false;
            MetricsLog.Forwarding(log, options.Name);
        }
    }

    /// <summary>Told once until something is taken again: a wrong address refuses every tick.</summary>
    private void TellRefused(StoredTick row, Delivery.Refused refused)
    {
        if (_isRefusing)
        {
            MetricsLog.Refused(log, options.Name, row.Time.Wall.ToString(), refused.Reason);
            return;
        }

        _isRefusing = true;
        MetricsLog.Problem(log, $"{options.Name} refuses samples of {row.Time.Wall}, which are dropped: {refused.Reason}");
    }

    private async Task WaitAsync(Delivery.Retry retry, CancellationToken cancellation)
    {
        if (!_isAway)
        {
            _isAway = true;
            MetricsLog.Problem(log, $"{options.Name} ({options.Address}) does not take samples; they wait on the disk and it is tried again: {retry.Reason}");
        }

        await PauseAsync(retry.After is { } after && after < LongestWait ? after : _wait, cancellation);
    }

    private async Task PauseAsync(TimeSpan wait, CancellationToken cancellation)
    {
        _wait = _wait * 2 < LongestWait ? _wait * 2 : LongestWait;
        await Task.Delay(wait, clock, cancellation);
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
        if (_bounded is { } last && clock.Uptime - last < BetweenBounds)
        {
            return _cursor;
        }

        _bounded = clock.Uptime;
        var (before, dropped) = store.BeyondQueue(_cursor, options.Queue);
        if (dropped > 0)
        {
            _lost.Add(dropped);
            MetricsLog.Problem(log, $"{dropped} samples for {options.Name} were dropped, because it was away for longer than its queue holds.");
        }

        return before;
    }
}
