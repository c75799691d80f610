namespace Watchkeeper.Disks.Incidents;

/// <summary>
/// The incidents that are open, found by their devices and by when something is to be done with them: a storm over a thousand devices costs a line no more than
/// one over a single device does.
/// </summary>
internal sealed class OpenIncidents
{
    private readonly Dictionary<Incident, (long Number, TimeSpan Awaited)> _all = [];
    private readonly Dictionary<string, List<Incident>> _byDevice = new(StringComparer.Ordinal);
    private readonly PriorityQueue<Incident, TimeSpan> _byTime = new();
    private readonly List<Incident> _settling = [];
    private long _opened;

    public int Count => _all.Count;

    /// <summary>Those that wait for lines that say more.</summary>
    public IReadOnlyList<Incident> Settling => _settling;

    /// <summary>All, in the order in which they were opened.</summary>
    public IEnumerable<Incident> All => _all.OrderBy(pair => pair.Value.Number).Select(pair => pair.Key);

    /// <summary>The one that nothing was heard of for longest.</summary>
    public Incident Stalest => _all.Keys.MinBy(incident => incident.LastHeard)!;

    /// <summary>The moment before which nothing is to be done with any of them; null: never.</summary>
    public TimeSpan? Next => _byTime.TryPeek(out _, out var at) ? at : null;

    public IReadOnlyList<Incident> Of(string device) => _byDevice.TryGetValue(device, out var found) ? found : [];

    public void Add(Incident incident) => _all.Add(incident, (++_opened, TimeSpan.MaxValue));

    /// <summary>The incident is one of this device, too.</summary>
    public void Name(string device, Incident incident)
    {
        if (!_byDevice.TryGetValue(device, out var known))
        {
            _byDevice.Add(device, known = []);
        }

        if (!known.Contains(incident))
        {
            known.Add(incident);
            incident.Names.Add(device);
        }
    }

    /// <summary>Looks anew when something is to be done with it; after each change.</summary>
    public void Note(Incident incident)
    {
        if (incident.IsSettling != _settling.Contains(incident))
        {
            _ = incident.IsSettling ? Settle(incident) : _settling.Remove(incident);
        }

        var (number, awaited) = _all[incident];
        if (incident.Next < awaited)
        {
            _all[incident] = (number, incident.Next);
            _byTime.Enqueue(incident, incident.Next);
        }
    }

    /// <summary>One with which something is to be done by now; to be noted or removed then. Null when there is none.</summary>
    public Incident? TakeDue(TimeSpan now)
    {
        while (_byTime.TryPeek(out var incident, out var at) && at <= now)
        {
            _byTime.Dequeue();
            if (!_all.TryGetValue(incident, out var known) || known.Awaited != at)
            {
                continue;
            }

            _all[incident] = (known.Number, TimeSpan.MaxValue);
            if (incident.Next <= now)
            {
                return incident;
            }

            // It was heard of since it was put in the queue.
            Note(incident);
        }

        return null;
    }

    public void Remove(Incident incident)
    {
        _all.Remove(incident);
        _settling.Remove(incident);
        foreach (var device in incident.Names)
        {
            if (_byDevice.TryGetValue(device, out var known) && known.Remove(incident) && known.Count == 0)
            {
                _byDevice.Remove(device);
            }
        }
    }

    private bool Settle(Incident incident)
    {
        _settling.Add(incident);
        return true;
    }
}
