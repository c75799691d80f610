using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Logs.Sources;

/// <summary>Keeps a source running: when it dies it is run again where it stood, at first after a second, then after twice as long each time.</summary>
/// <param name="told">Hears of each death, with the reason, and of each return, with null; <c>afterWork</c> tells whether it had been reading before.</param>
public sealed class SourceKeeper(LogSource source, HostClock clock, Action<string? /* reason */, bool /* afterWork */> told)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>Runs the source until cancelled.</summary>
    /// <param name="position">The saved position.</param>
    public async Task RunAsync(string? position, ChannelWriter<LogBatch> batches, CancellationToken cancellation)
    {
        var tracked = new TrackedWriter(batches, position);
        var wait = First;
        var worked = false;
        while (!cancellation.IsCancellationRequested)
        {
            var began = clock.Uptime;
            tracked.OnFirst = worked ? () => told(null, true) : null;
            try
            {
                await source.RunAsync(tracked.Position, tracked, cancellation).ConfigureAwait(false);
                return;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception death)
            {
                worked |= tracked.HasWritten;
                told(death.Message, worked);
            }

            wait = clock.Uptime - began > Longest ? First : wait;
            await Task.Delay(wait, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            wait = wait + wait < Longest ? wait + wait : Longest;
        }
    }

    /// <summary>Passes batches on and remembers where the source stands after the last of them.</summary>
    private sealed class TrackedWriter(ChannelWriter<LogBatch> batches, string? position) : ChannelWriter<LogBatch>
    {
        public string? Position { get; private set; } = position;

        public bool HasWritten { get; private set; }

        public Action? OnFirst { get; set; }

        public override bool TryWrite([MaybeNullWhen(false)] LogBatch item)
        {
            if (!batches.TryWrite(item))
            {
                return false;
            }

            (Position, HasWritten) = (item.Position, true);
            OnFirst?.Invoke();
            OnFirst = null;
            return true;
        }

        public override ValueTask<bool> WaitToWriteAsync(CancellationToken cancellationToken = default) => batches.WaitToWriteAsync(cancellationToken);
    }
}
