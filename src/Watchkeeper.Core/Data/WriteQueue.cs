using Watchkeeper.Core.Time;

namespace Watchkeeper.Core.Data;

/// <summary>
/// What waits for the writer, in the order in which it came. Bounded twice: patient writes (periodic records) push out the oldest patient ones, the others
/// are refused when too many wait, since their callers can be told. Those that may wait for company do not wake the writer: they go with the next that does,
/// or when they have waited for as long as they may.
/// </summary>
internal sealed class WriteQueue(HostClock clock, int patientLimit, int impatientLimit)
{
    private readonly object _gate = new();
    private Queue<WriteRequest> _waiting = new();
    private int _patient;
    private int _pressing;
    private bool _idle;
    private bool _closed;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Adds a request; returns the one that had to leave for it, to be answered by the caller: perhaps the very same.</summary>
    public WriteRequest? Add(WriteRequest request)
    {
        lock (_gate)
        {
            if (_closed || (!request.IsPatient && _waiting.Count - _patient >= impatientLimit))
            {
                return request;
            }

            var dropped = request.IsPatient && ++_patient > patientLimit ? TakeOldestPatient() : null;
            _waiting.Enqueue(request);
            _pressing += Pressing(request);
            if (_idle)
            {
                Monitor.Pulse(_gate);
            }

            return dropped;
        }
    }

    /// <summary>Waits until something is to be committed, and moves up to so many requests to the batch; false when the queue is closed and empty.</summary>
    public bool Take(List<WriteRequest> batch, int limit)
    {
        lock (_gate)
        {
            var isTime = _closed;
            while (!isTime && Leisure() is var leisure && leisure != TimeSpan.Zero)
            {
                _idle = true;
                isTime = !Monitor.Wait(_gate, leisure) || _closed;
                _idle = false;
            }

            var had = batch.Count;
            Move(batch, limit, durableToo: true);
            return batch.Count > had;
        }
    }

    /// <summary>Moves what came meanwhile to a batch under way: all of it, or up to the first durable one if the batch will not be synced.</summary>
    public void TakeMore(List<WriteRequest> batch, int limit, bool durableToo)
    {
        lock (_gate)
        {
            Move(batch, limit, durableToo);
        }
    }

    /// <summary>Puts a batch back in front, to be tried again.</summary>
    public void Return(List<WriteRequest> batch)
    {
        lock (_gate)
        {
            var waiting = new Queue<WriteRequest>(batch.Count + _waiting.Count);
            foreach (var request in batch.Concat(_waiting))
            {
                waiting.Enqueue(request);
            }

            _waiting = waiting;
            _patient += batch.Count(request => request.IsPatient);
            _pressing += batch.Sum(Pressing);
            batch.Clear();
        }
    }

    /// <summary>Takes out those answered already, and those not patient that have waited for so long.</summary>
    public List<WriteRequest> TakeOverdue(TimeSpan patience)
    {
        lock (_gate)
        {
            var overdue = new List<WriteRequest>();
            var rest = new Queue<WriteRequest>(_waiting.Count);
            foreach (var request in _waiting)
            {
                var leaves = request.IsAnswered || (!request.IsPatient && clock.GetElapsedTime(request.Enqueued) >= patience);
                if (!leaves)
                {
                    rest.Enqueue(request);
                    continue;
                }

                overdue.Add(request);
                Left(request);
            }

            _waiting = rest;
            return overdue;
        }
    }

    /// <summary>Waits before the next attempt; shorter when the queue is closed.</summary>
    /// <returns>Whether the queue is closed.</returns>
    public bool Pause(TimeSpan length)
    {
        lock (_gate)
        {
            return _closed || (Monitor.Wait(_gate, length) && _closed);
        }
    }

    /// <summary>Nothing is added any more; what waits is still to be taken.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }
    }

    private static int Pressing(WriteRequest request) => request.MayWait > TimeSpan.Zero ? 0 : 1;

    /// <summary>How long nothing needs to be committed: no time when something presses, for ever when nothing waits.</summary>
    private TimeSpan Leisure()
    {
        if (_pressing > 0 || _waiting.Count == 0)
        {
            return _pressing > 0 ? TimeSpan.Zero : Timeout.InfiniteTimeSpan;
        }

        var left = _waiting.Min(request => request.MayWait - clock.GetElapsedTime(request.Enqueued));
        return left > TimeSpan.Zero ? TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)) : TimeSpan.Zero;
    }

    private void Left(WriteRequest request)
    {
        _patient -= request.IsPatient ? 1 : 0;
        _pressing -= Pressing(request);
    }

    private void Move(List<WriteRequest> batch, int limit, bool durableToo)
    {
        while (batch.Count < limit && _waiting.TryPeek(out var request) && (durableToo || request.Durability == Durability.Periodic))
        {
            batch.Add(_waiting.Dequeue());
            Left(request);
        }
    }

    private WriteRequest? TakeOldestPatient()
    {
        WriteRequest? oldest = null;
        var rest = new Queue<WriteRequest>(_waiting.Count);
        foreach (var request in _waiting)
        {
            if (oldest is null && request.IsPatient)
            {
                oldest = request;
                Left(request);
                continue;
            }

            rest.Enqueue(request);
        }

        _waiting = rest;
        return oldest;
    }
}
