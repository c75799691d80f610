namespace Watchkeeper.Metrics.Series;

/// <summary>The newest samples of a series, in memory, until they are written as chunks. All that is done to it is short, so any thread may do it.</summary>
internal sealed class Head
{
    private readonly Lock _gate = new();
    private readonly List<Segment> _sealed = [];
    private Segment? _open;
    private long _newest = long.MinValue;
    private double _latest = double.NaN;
    private bool _isRetired;

    /// <summary>The newest sample, or null when there is none in memory.</summary>
    public (long Time, double Value)? Latest
    {
        get
        {
            lock (_gate)
            {
                return _newest == long.MinValue ? null : (_newest, _latest);
            }
        }
    }

    /// <summary>From this time on (milliseconds) every sample is in memory; the greatest number until one has been written as a chunk.</summary>
    public long CompleteSince { get; private set; } = long.MaxValue;

    /// <summary>Samples came past memory: a query has to look into the chunks, whatever its range.</summary>
    public void Incomplete()
    {
        lock (_gate)
        {
            CompleteSince = long.MaxValue;
        }
    }

    /// <summary>Keeps a sample; false when the series was retired, and has to be taken into the catalog again first.</summary>
    public bool TryAppend(long time, double value, Era era)
    {
        lock (_gate)
        {
            if (_isRetired)
            {
                return false;
            }

            if (_open?.Era.Continues(era) == false)
            {
                Close();
            }

            (_open ??= new(era)).Add(time, value);
            if (time >= _newest)
            {
                (_newest, _latest) = (time, value);
            }

            return true;
        }
    }

    /// <summary>Takes no more samples from now on, unless there are some that are not written yet.</summary>
    public bool TryRetire()
    {
        lock (_gate)
        {
            return _isRetired = _open is null && _sealed.Count == 0;
        }
    }

    /// <summary>The series is back in the catalog.</summary>
    public void Revive()
    {
        lock (_gate)
        {
            _isRetired = false;
        }
    }

    /// <summary>Ends the open segment and returns all that are not written yet.</summary>
    public IReadOnlyList<Segment> Seal()
    {
        lock (_gate)
        {
            Close();
            return [.. _sealed];
        }
    }

    /// <summary>These segments are in the database now.</summary>
    public void Forget(IReadOnlyList<Segment> written)
    {
        lock (_gate)
        {
            _sealed.RemoveAll(segment => written.Contains(segment));
            CompleteSince = written.Max(segment => segment.Times[^1]) + 1;
        }
    }

    /// <summary>The clock of this boot became right: moves what was recorded on it before.</summary>
    public void Ground(Era trusted)
    {
        lock (_gate)
        {
            Close();
            CompleteSince = long.MaxValue;
            foreach (var segment in _sealed)
            {
                segment.Ground(trusted);
            }

            _newest = _sealed.Count == 0 ? _newest : _sealed.Max(segment => segment.Times[^1]);
        }
    }

    /// <summary>Adds the samples from <paramref name="from"/> to <paramref name="to"/>, both included.</summary>
    public void CopyTo(SampleBuffer buffer, long from, long to)
    {
        lock (_gate)
        {
            foreach (var segment in _sealed)
            {
                buffer.AddRange(segment.Times, segment.Values, from, to);
            }

            if (_open is not null)
            {
                buffer.AddRange(_open.Times, _open.Values, from, to);
            }
        }
    }

    private void Close()
    {
        if (_open is not null)
        {
            _sealed.Add(_open);
            _open = null;
        }
    }
}
