using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Metrics;

/// <summary>
/// Runs a part of the room with its options, and anew when a reload gave it other ones. What concerns other parts does not disturb it: a socket that
/// stays where it is loses nothing.
/// </summary>
internal sealed class ReloadedPart<T>
    where T : class
{
    private readonly Lock _gate = new();
    private readonly LiveOptions<MetricsOptions> _live;
    private readonly Func<MetricsOptions, T> _part;
    private readonly HostClock _clock;
    private T _options;
    private CancellationTokenSource? _run;

    public ReloadedPart(LiveOptions<MetricsOptions> live, Func<MetricsOptions, T> part, HostClock clock)
    {
        (_live, _part, _clock, _options) = (live, part, clock, part(live.Current));
        live.Changed += Look;
    }

    /// <param name="run">Ends soon after it is cancelled; one that has nothing to do may return at once.</param>
    public async Task RunAsync(Func<T, CancellationToken, Task> run, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            using var changed = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            T options;
            lock (_gate)
            {
                (_run, options) = (changed, _options);
            }

            await run(options, changed.Token);
            await Task.Delay(Timeout.InfiniteTimeSpan, _clock, changed.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            lock (_gate)
            {
                _run = null;
            }
        }

        _live.Changed -= Look;
    }

    private void Look(MetricsOptions now)
    {
        lock (_gate)
        {
            var options = _part(now);
            if (!options.Equals(_options))
            {
                _options = options;
                _run?.Cancel();
            }
        }
    }
}
