namespace Watchkeeper.Disks.Incidents;

/// <summary>When each of many things happened last. Only so many are remembered: then the older half is forgotten.</summary>
internal sealed class RecentTimes<TKey>(int most = 10_000)
    where TKey : notnull
{
    private readonly Dictionary<TKey, TimeSpan> _times = [];

    public void Set(TKey key, TimeSpan at)
    {
        if (_times.Count >= most && !_times.ContainsKey(key))
        {
            foreach (var (old, _) in _times.OrderBy(pair => pair.Value).Take(most / 2).ToList())
            {
                _times.Remove(old);
            }
        }

        _times[key] = at;
    }

    public bool Remove(TKey key) => _times.Remove(key);

    /// <summary>Whether it happened at most so long before a time.</summary>
    public bool IsWithin(TKey key, TimeSpan at, TimeSpan span) => _times.TryGetValue(key, out var last) && at - last <= span;
}
