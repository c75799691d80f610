using Watchkeeper.Disks.Recognition;
using Watchkeeper.Disks.Table;

namespace Watchkeeper.Disks.Incidents;

/// <summary>
/// Makes reports of findings: puts together what belongs to one fault, leaves out what means nothing, and counts what repeats. A pure machine: its time is
/// what it is told, and never goes back.
/// </summary>
internal sealed class Correlator(ITopology topology, Func<Guid> newId)
{
    /// <summary>How long a report waits for lines that say more.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(250);

    /// <summary>How often an incident that goes on is reported.</summary>
    public static readonly TimeSpan RepeatInterval = TimeSpan.FromMinutes(1);

    /// <summary>The layer of arrays, maps and pools.</summary>
    private const int Maps = 3;

    /// <summary>A recovery told twice within so much, by the kernel and by a daemon, is one.</summary>
    private static readonly TimeSpan Echo = TimeSpan.FromSeconds(10);

    /// <summary>So many incidents are open at most: beyond, the oldest is closed.</summary>
    private const int MostIncidents = 1000;

    /// <summary>What these say begins anew: nothing that follows belongs to what the name stood for before.</summary>
    private static readonly HashSet<string> Fresh = ["filesystem-mounted", "device-attached", "device-found", "device-ready", "device-gone", "array-started"];

    private readonly Noise _noise = new();
    private readonly KeptBack _keptBack = new();
    private readonly OpenIncidents _open = new();
    private readonly RecentTimes<(string Device, string Type)> _recovered = new();
    private readonly RecentTimes<string> _failed = new();
    private TimeSpan _now;

    /// <summary>When <see cref="Advance"/> has something to do next; null: never.</summary>
    public TimeSpan? NextDue => (_open.Next, _keptBack.Due) is ({ } incidents, { } keptBack) ? (incidents < keptBack ? incidents : keptBack) : _open.Next ?? _keptBack.Due;

    /// <summary>Whether a fault waits for lines that say more.</summary>
    public bool IsSettling => _keptBack.IsWaiting || _open.Settling.Count > 0;

    /// <summary>What was counted and is not told yet.</summary>
    public IEnumerable<FaultReport> Untold => _open.All.Select(incident => incident.Untold(_now)).OfType<FaultReport>();

    /// <summary>Takes in what one record says; gives what is to be reported now.</summary>
    public void Add(IReadOnlyList<Finding> findings, TimeSpan at, ICollection<FaultReport> reports)
    {
        Advance(at, reports);
        foreach (var finding in findings)
        {
            topology.Learn(finding);
            if (finding.Row.Role == Role.KeptBack)
            {
                _keptBack.Hold(finding, _now);
                continue;
            }

            // What was kept back before noise was noise too.
            var suppressed = _keptBack.TakeFor(finding);
            var heard = Named(finding, findings);
            if (!_noise.Is(heard, _now))
            {
                Take(heard, suppressed, reports);
            }
            else if (Noise.Excuses(finding) && Joined(heard) is { IsEmpty: false } waiting)
            {
                waiting.Withdraw();
                _open.Note(waiting);
            }
        }
    }

    /// <summary>Lets time pass: reports what was waited for, and closes what is over.</summary>
    public void Advance(TimeSpan at, ICollection<FaultReport> reports)
    {
        _now = at > _now ? at : _now;
        foreach (var alone in _keptBack.TakeDue(_now))
        {
            reports.Add(Single(new Heard(alone, alone.Row.Subsystem, null, IsNamed: false)) with { Count = 0, Suppressed = KeptBack.CountOf(alone) });
        }

        while (_open.TakeDue(_now) is { } incident)
        {
            if (incident.Advance(_now) is { } report)
            {
                reports.Add(report);
                _open.Note(incident);
            }
            else
            {
                _open.Remove(incident);
            }
        }
    }

    /// <summary>The log has ended: reports what is left.</summary>
    public void Finish(ICollection<FaultReport> reports)
    {
        Advance(_now + KeptBack.Patience, reports);
        foreach (var incident in _open.All.ToList())
        {
            Close(incident, reports);
        }
    }

    /// <summary>
    /// The finding with the name of its device: its own; else that of another line of its record (ATA's result, the block layer's end of device); else that of
    /// the fault whose lines are just being told.
    /// </summary>
    private Heard Named(Finding finding, IReadOnlyList<Finding> record)
    {
        var naming = finding.IsNamed ? finding : record.FirstOrDefault(other => other.IsNamed && other.Row.Subsystem == finding.Row.Subsystem);
        var device = naming is not null ? topology.NameOf(naming)
            : _open.Settling.Select(incident => incident.Pending).FirstOrDefault(pending => pending is { IsNamed: true } && pending.Row.Subsystem == finding.Row.Subsystem)?.Device;
        var name = device ?? topology.NameOf(finding);

        // A filesystem is called by the name of its first device: of that one it is not made besides.
        return new Heard(finding, name, finding.Holder is { } holder && topology.NameOf(holder) is var upper && upper != name ? upper : null, device is not null);
    }

    private void Take(Heard heard, long suppressed, ICollection<FaultReport> reports)
    {
        switch (heard.Row.Role)
        {
            case Role.Routine:
                if (Fresh.Contains(heard.Row.Type))
                {
                    CloseAll(heard.Device, reports);
                }

                reports.Add(Single(heard));
                break;
            case Role.Recovery:
                CloseAll(heard.Device, reports);
                if (IsNews(heard))
                {
                    reports.Add(Single(heard));
                }

                break;
            default:
                if (heard.Row.Role != Role.Detail)
                {
                    _failed.Set(heard.Device, _now);
                }

                var incident = Joined(heard) ?? Opened(reports);
                incident.Add(heard, suppressed, _now, reports);
                _open.Name(heard.Device, incident);
                if (heard is { Row.Layer: Maps, Holder: { } map })
                {
                    _open.Name(map, incident);
                }

                _open.Note(incident);
                break;
        }
    }

    /// <summary>
    /// Whether a recovery is worth telling: the kernel speaks of it only when it happens, daemons also when they start and find everything in order.
    /// </summary>
    private bool IsNews(Heard heard)
    {
        var echo = _recovered.IsWithin((heard.Device, heard.Row.Type), _now, Echo);
        _recovered.Set((heard.Device, heard.Row.Type), _now);
        return (_failed.Remove(heard.Device) || heard.Row.Program == "kernel") && !echo;
    }

    /// <summary>
    /// The open incident that this belongs to: that of its device (what speaks of an array, that of the array; of a filesystem, then that of the filesystem),
    /// else one of what it stands on, else what has no name yet. Of several the worst is the cause, and of those that are as bad the earliest.
    /// </summary>
    private Incident? Joined(Heard heard)
    {
        string[] own = heard.Holder is not { } holder ? [heard.Device] : heard.Row.Layer == Maps ? [holder, heard.Device] : heard.Row.Layer > Maps ? [heard.Device, holder] : [heard.Device];
        return own.Select(name => Cause(_open.Of(name))).FirstOrDefault(found => found is not null)
            ?? Cause(topology.Below(heard.Device).SelectMany(_open.Of))
            ?? _open.Settling.FirstOrDefault(incident => incident.Pending is { IsNamed: false } nameless && nameless.Row.Subsystem == heard.Row.Subsystem);
    }

    private static Incident? Cause(IEnumerable<Incident> incidents) =>
        incidents.OrderByDescending(incident => incident.Worst.Finality).ThenBy(incident => incident.Worst.Severity).ThenBy(incident => incident.Start).FirstOrDefault();

    private Incident Opened(ICollection<FaultReport> reports)
    {
        if (_open.Count >= MostIncidents)
        {
            Close(_open.Stalest, reports);
        }

        var incident = new Incident(newId(), _now);
        _open.Add(incident);
        return incident;
    }

    private void CloseAll(string device, ICollection<FaultReport> reports)
    {
        foreach (var incident in _open.Of(device).ToList())
        {
            Close(incident, reports);
        }
    }

    private void Close(Incident incident, ICollection<FaultReport> reports)
    {
        incident.Finish(_now, reports);
        _open.Remove(incident);
    }

    private FaultReport Single(Heard heard) => new(heard.Row, heard.Device, newId())
    {
        RootType = heard.Row.Type,
        RootDevice = heard.Device,
        Holder = heard.Holder,
        Facts = heard.Finding.Facts,
        Lines = [heard.Finding.Line],
        Time = heard.Finding.Record.Time,
        KernelTime = heard.Finding.Record.KernelTime,
        Priority = heard.Finding.Record.Priority,
        Source = heard.Finding.Source,
    };
}
