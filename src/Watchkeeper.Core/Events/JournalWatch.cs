using Watchkeeper.Core.Data;

namespace Watchkeeper.Core.Events;

/// <summary>
/// Wakes who follows the journal: at once after this daemon's own commits, within a second or so after those of others. The thread that watches for
/// others runs only while somebody follows; it blocks in the engine, which is why it is a thread.
/// </summary>
internal sealed class JournalWatch(Engine engine) : IDisposable
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    /// <summary>PostgreSQL is listened to for a second at a time.</summary>
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(1.5);

    private readonly Lock _gate = new();
    private readonly ManualResetEvent _stop = new(initialState: false);
    private TaskCompletionSource _changed = NewSignal();
    private Thread? _thread;
    private int _followers;
    private bool _watching;
    private bool _closed;

    /// <summary>Completes at the next change. Take it before reading: then nothing falls between reading and waiting.</summary>
    public Task Next => Volatile.Read(ref _changed).Task;

    public void Signal() => Interlocked.Exchange(ref _changed, NewSignal()).TrySetResult();

    public void Join()
    {
        lock (_gate)
        {
            _followers++;
            if (!_watching && !_closed)
            {
                _watching = true;
                _thread = new Thread(Watch) { Name = "journal watch", IsBackground = true };
                _thread.Start();
            }
        }
    }

    public void Leave()
    {
        lock (_gate)
        {
            _followers--;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
        }

        _stop.Set();
        Signal();
        _thread?.Join(LongestStop);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Watch()
    {
        while (GoesOn())
        {
            try
            {
                using var watch = engine.Watch();
                while (GoesOn())
                {
                    if (watch.Wait(_stop))
                    {
                        Signal();
                    }
                }
            }
            catch (Exception)
            {
                // Whatever is the matter, and mostly the engine is away: whoever follows looks for himself each second until watching works again.
                _stop.WaitOne(RetryPause);
                Signal();
            }
        }
    }

    private bool GoesOn()
    {
        lock (_gate)
        {
            _watching = _followers > 0 && !_closed;
            return _watching;
        }
    }
}
