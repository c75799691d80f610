namespace Watchkeeper.Metrics.Series;

/// <summary>
/// All series that the daemon knows, found by identity or by matchers. Each source may have so many; one more is refused and counted, so that a
/// client that puts a request's id into a label fills neither memory nor disk. Safe for any thread.
/// </summary>
internal sealed class SeriesCatalog(int limit)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Labels, LiveSeries> _byLabels = [];
    private readonly Dictionary<long, LiveSeries> _byId = [];
    private readonly Dictionary<string, List<LiveSeries>> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _bySource = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _refused = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LiveSeries> _foreign = new(StringComparer.Ordinal);

    /// <summary>The source of the host's own values.</summary>
    public const string Host = "host";

    /// <summary>Names that begin so are the daemon's own figures about itself, whoever sends them.</summary>
    private const string Own = "watchkeeper_";

    /// <summary>How many series each source may have.</summary>
    public int Limit { get; set; } = limit;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _byLabels.Count;
            }
        }
    }

    /// <summary>
    /// The series, made if need be; null when its source has reached the limit, when a name in it is none, or when it belongs to another source: nobody may send values under a
    /// name that the host gives, and the host takes back what somebody sent before it.
    /// </summary>
    public LiveSeries? Get(MetricFamily family, Labels labels, string source)
    {
        lock (_gate)
        {
            if (_byLabels.TryGetValue(labels, out var known))
            {
                return Belongs(known, source) ? known : null;
            }

            if (!labels.IsSeries())
            {
                return null;
            }

            if (source != Host && IsOwn(labels))
            {
                _foreign[source] = new LiveSeries(family, labels, Host);
                return null;
            }

            if (_bySource.GetValueOrDefault(source) >= Limit)
            {
                Refuse(source, 1);
                return null;
            }

            var series = new LiveSeries(family, labels, source);
            Keep(series);
            return series;
        }
    }

    /// <summary>Counts samples of further series that a source is refused.</summary>
    public void Refuse(string source, int samples)
    {
        lock (_gate)
        {
            if (samples > 0)
            {
                _refused[source] = _refused.GetValueOrDefault(source) + samples;
            }
        }
    }

    /// <summary>The source that a series belongs to; null where nobody has it yet.</summary>
    public string? OwnerOf(Labels labels) => IsOwn(labels) ? Host : Find(labels)?.Source;

    /// <summary>Gives series to another source, except the host's; whoever had them before is refused from now on.</summary>
    public void Give(IReadOnlyCollection<LiveSeries> series, string source)
    {
        lock (_gate)
        {
            foreach (var one in series.Where(one => one.Source != Host))
            {
                Move(one, source);
            }
        }
    }

    /// <summary>The series with exactly these labels, or null.</summary>
    public LiveSeries? Find(Labels labels)
    {
        lock (_gate)
        {
            return _byLabels.GetValueOrDefault(labels);
        }
    }

    /// <summary>The series with this number of the database, or null.</summary>
    public LiveSeries? ById(long id)
    {
        lock (_gate)
        {
            if (_byId.TryGetValue(id, out var known))
            {
                return known;
            }

            // A series got its number since the last look.
            foreach (var series in _byLabels.Values.Where(series => series.Id != 0))
            {
                _byId[series.Id] = series;
            }

            return _byId.GetValueOrDefault(id);
        }
    }

    /// <summary>Takes in a series that the database has, and returns the one that is to be used for it.</summary>
    public LiveSeries Restore(LiveSeries series)
    {
        lock (_gate)
        {
            if (_byLabels.TryGetValue(series.Labels, out var known))
            {
                known.Id = series.Id;
                return known;
            }

            Keep(series);
            return series;
        }
    }

    /// <summary>
    /// Forgets a series that has no samples left anywhere; false when some came. Whoever still holds it and sends another sample gets it back by
    /// <see cref="Revive"/>.
    /// </summary>
    public bool TryRetire(LiveSeries series)
    {
        lock (_gate)
        {
            if (!series.Head.TryRetire())
            {
                return false;
            }

            if (_byLabels.TryGetValue(series.Labels, out var known) && known == series)
            {
                _byLabels.Remove(series.Labels);
                _bySource[series.Source]--;
                var named = _byName[series.Labels.Name];
                named.Remove(series);
                if (named.Count == 0)
                {
                    _byName.Remove(series.Labels.Name);
                }
            }

            _byId.Remove(series.Id);
            series.Id = 0;
            return true;
        }
    }

    /// <summary>The series to use for one that was retired: itself, taken in again, or another that was made with its labels meanwhile.</summary>
    public LiveSeries Revive(LiveSeries series)
    {
        lock (_gate)
        {
            if (_byLabels.TryGetValue(series.Labels, out var known) && known != series)
            {
                return known;
            }

            if (known is null)
            {
                Keep(series);
            }

            series.Head.Revive();
            return series;
        }
    }

    /// <summary>The series that all matchers accept, in order of their labels' text.</summary>
    public IReadOnlyList<LiveSeries> Select(params IReadOnlyList<Matcher> matchers)
    {
        var name = matchers.FirstOrDefault(matcher => matcher is { Label: Labels.NameLabel, Operator: MatchOperator.Equal })?.Value;
        lock (_gate)
        {
            IEnumerable<LiveSeries> candidates = name is null ? _byLabels.Values : _byName.GetValueOrDefault(name) ?? [];
            return [.. candidates.Where(series => matchers.All(matcher => matcher.Accepts(series.Labels)))];
        }
    }

    public IReadOnlyList<LiveSeries> All()
    {
        lock (_gate)
        {
            return [.. _byLabels.Values];
        }
    }

    /// <summary>How many series were refused since the last call, by source.</summary>
    public IReadOnlyDictionary<string, long> TakeRefused()
    {
        lock (_gate)
        {
            var refused = new Dictionary<string, long>(_refused, StringComparer.Ordinal);
            _refused.Clear();
            return refused;
        }
    }

    /// <summary>A series that was asked for by a source to which it does not belong, for each such source, since the last call.</summary>
    public IReadOnlyDictionary<string, LiveSeries> TakeForeign()
    {
        lock (_gate)
        {
            var foreign = new Dictionary<string, LiveSeries>(_foreign, StringComparer.Ordinal);
            _foreign.Clear();
            return foreign;
        }
    }

    private static bool IsOwn(Labels labels) => labels.Name.StartsWith(Own, StringComparison.Ordinal);

    private bool Belongs(LiveSeries series, string source)
    {
        if (series.Source == source)
        {
            return true;
        }

        if (source != Host)
        {
            _foreign[source] = series;
            return false;
        }

        Move(series, source);
        return true;
    }

    private void Move(LiveSeries series, string source)
    {
        // One that was retired meanwhile is counted again when it is revived.
        if (_byLabels.TryGetValue(series.Labels, out var known) && known == series)
        {
            _bySource[series.Source]--;
            _bySource[source] = _bySource.GetValueOrDefault(source) + 1;
        }

        series.Source = source;
    }

    private void Keep(LiveSeries series)
    {
        _byLabels.Add(series.Labels, series);
        if (!_byName.TryGetValue(series.Labels.Name, out var named))
        {
            _byName.Add(series.Labels.Name, named = []);
        }

        named.Add(series);
        _bySource[series.Source] = _bySource.GetValueOrDefault(series.Source) + 1;
    }
}
