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
    private int _pins;
    private long _past = long.MinValue;

    /// <summary>How many samples are not in chunks yet, and their first and last time (milliseconds).</summary>
    public (int Count, long First, long Last) Held
    {
        get
        {
            lock (_gate)
            {
                var held = (Count: 0, First: long.MaxValue, Last: long.MinValue);
                foreach (var segment in _open is null ? _sealed : [.. _sealed, _open])
                {
                    held = (held.Count + segment.Count, Math.Min(held.First, segment.Times[0]), Math.Max(held.Last, segment.Times[^1]));
                }

                return held;
            }
        }
    }

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

    /// <summary>Samples up to this one go past memory straight into chunks: a query has to look there.</summary>
    public void Passed(long time, double value)
    {
        lock (_gate)
        {
            _past = Math.Max(_past, time);
            CompleteSince = CompleteSince == long.MaxValue ? CompleteSince : Math.Max(CompleteSince, _past + 1);
            if (time >= _newest)
            {
                (_newest, _latest) = (time, value);
            }
        }
    }

    /// <summary>Keeps the series from being retired while samples are on their way; false when it was retired already.</summary>
    public bool TryPin()
    {
        lock (_gate)
        {
            _pins += _isRetired ? 0 : 1;
            return !_isRetired;
        }
    }

    public void Unpin()
    {
        lock (_gate)
        {
            _pins--;
        }
    }

    /// <summary>Keeps a sample; false when the series was retired, and has to be taken into the catalog again first.</summary>
    /// <param name="isLive">Whether it stands for the present: then it is the latest, also after the clock was set back.</param>
    public bool TryAppend(long time, double value, Era era, bool isLive = false)
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
            if (isLive || time >= _newest)
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
            return _isRetired = _open is null && _sealed.Count == 0 && _pins == 0;
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
    /// <param name="newest">The newest sample that the series has there: later ones are all in memory.</param>
    public void Forget(IReadOnlyList<Segment> written, long newest)
    {
        lock (_gate)
        {
            _sealed.RemoveAll(segment => written.Contains(segment));
            _past = Math.Max(_past, newest);
            CompleteSince = _past + 1;
        }
    }

    /// <summary>The clock of this boot became right: moves what was recorded on it before.</summary>
    public void Ground(Era trusted)
    {
        lock (_gate)
        {
            Close();
            (CompleteSince, _past) = (long.MaxValue, long.MinValue);
            foreach (var segment in _sealed)
            {
                segment.Ground(trusted);
            }

            _newest = _sealed.Count == 0 ? _newest : _sealed.Max(segment => segment.Times[^1]);
        }
    }

    /// <summary>Whether there is a sample from <paramref name="from"/> to <paramref name="to"/>, both included.</summary>
    public bool Has(long from, long to)
    {
        lock (_gate)
        {
            return _sealed.Exists(segment => segment.Has(from, to)) || _open?.Has(from, to) == true;
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
