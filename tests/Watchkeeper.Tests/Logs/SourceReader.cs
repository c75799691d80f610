using System.Threading.Channels;
using Watchkeeper.Logs;
using Watchkeeper.Logs.Sources;

namespace Watchkeeper.Tests.Logs;

/// <summary>Runs a source as the daemon does, and takes what it hands over.</summary>
internal sealed class SourceReader : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<LogBatch> _batches;
    private readonly Task _running;

    public SourceReader(LogSource source, string? position = null, int capacity = 64)
    {
        _batches = Channel.CreateBounded<LogBatch>(capacity);
        _running = source.RunAsync(position, _batches.Writer, _stop.Token);
        Position = position;
    }

    /// <summary>After the last batch taken.</summary>
    public string? Position { get; private set; }

    public long Lost { get; private set; }

    /// <summary>Takes records until there are so many.</summary>
    public async Task<List<LogRecord>> TakeAsync(int count)
    {
        var records = new List<LogRecord>();
        while (records.Count < count)
        {
            records.AddRange((await TakeBatchAsync()).Records);
        }

        return records;
    }

    public async Task<LogBatch> TakeBatchAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        if (_running.IsFaulted)
        {
            await _running;
        }

        var batch = await _batches.Reader.ReadAsync(patience.Token);
        Position = batch.Position;
        Lost += batch.Lost;
        return batch;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }
}
