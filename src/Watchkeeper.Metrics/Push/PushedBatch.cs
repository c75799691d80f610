using Watchkeeper.Core.Time;
using Watchkeeper.Metrics.Series;
using Watchkeeper.Metrics.Store;

namespace Watchkeeper.Metrics.Push;

/// <summary>
/// A push while it comes in, by series: nothing is stored before its last line was understood. Its memory is bounded by the number of series that there are and
/// that a source may have, and by what its samples take when packed.
/// </summary>
/// <param name="catalog">Whose series are taken whatever else comes; of others no more than its limit, as samples of further ones would be refused anyway.</param>
internal sealed class PushedBatch(HostClock clock, SeriesCatalog catalog) : IDisposable
{
    private readonly SampleTimes _times = new(clock.Read());
    private readonly Dictionary<Labels, SampleColumn> _columns = [];
    private readonly Dictionary<Labels, (MetricFamily Family, double Value)> _now = [];
    private int _new;

    /// <summary>Samples with times of their own.</summary>
    public IReadOnlyCollection<SampleColumn> Columns => _columns.Values;

    /// <summary>Samples of the moment at which they came; of several of one series the last one.</summary>
    public IReadOnlyDictionary<Labels, (MetricFamily Family, double Value)> Now => _now;

    public int Count { get; private set; }

    /// <summary>How many were of more series than a source may have.</summary>
    public int Surplus { get; private set; }

    /// <exception cref="PushException">Its time cannot be meant.</exception>
    public void Add(in PushedSample sample, int line)
    {
        Count++;
        if (sample.Time is not { } time)
        {
            if (_now.ContainsKey(sample.Labels) || HasRoom(sample.Labels))
            {
                _now[sample.Labels] = (sample.Family, sample.Value);
            }

            return;
        }

        if (_times.Problem(time) is { } problem)
        {
            throw new PushException(line, problem);
        }

        if (!_columns.TryGetValue(sample.Labels, out var column))
        {
            if (!HasRoom(sample.Labels))
            {
                return;
            }

            _columns.Add(sample.Labels, column = new(sample.Family, sample.Labels));
        }

        column.Add(time, sample.Value);
    }

    public void Dispose()
    {
        foreach (var column in _columns.Values)
        {
            column.Dispose();
        }
    }

    private bool HasRoom(Labels labels)
    {
        if (catalog.Find(labels) is not null)
        {
            return true;
        }

        var room = _new < catalog.Limit;
        _new += room ? 1 : 0;
        Surplus += room ? 0 : 1;
        return room;
    }
}
