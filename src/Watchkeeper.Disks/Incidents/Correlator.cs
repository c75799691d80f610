using Watchkeeper.Disks.Recognition;
using Watchkeeper.Disks.Table;

namespace Watchkeeper.Disks.Incidents;

/// <summary>
/// Makes reports of findings: puts together what belongs to one fault, leaves out what means nothing, and counts what repeats. A pure machine: its time is
/// what it is told, and never goes back.
/// </summary>
internal sealed class Correlator(ITopology topology, LearnedTopology learned, Func<Guid> newId)
{
    /// <summary>How long a report waits for lines that say more.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(250);

    /// <summary>How often an incident that goes on is reported.</summary>
    public static readonly TimeSpan RepeatInterval = TimeSpan.FromMinutes(1);

    /// <summary>How long after its last line an incident is over.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    /// <summary>A recovery told twice within so much, by the kernel and by a daemon, is one.</summary>
    private static readonly TimeSpan Echo = TimeSpan.FromSeconds(10);

    /// <summary>So many incidents are open at most: beyond, the oldest is closed.</summary>
    private const int MostIncidents = 1000;

    /// <summary>What these say begins anew: nothing that follows belongs to what the name stood for before.</summary>
    private static readonly HashSet<string> Fresh = ["filesystem-mounted", "device-attached", "device-found", "device-ready", "device-gone", "array-started"];

    private readonly Noise _noise = new(topology);
    private readonly List<Incident> _open = [];
    private readonly Dictionary<(string Device, string Type), TimeSpan> _recovered = [];
    private readonly HashSet<string> _failed = new(StringComparer.Ordinal);
    private TimeSpan _now;

    /// <summary>When <see cref="Advance"/> has something to do next; null: never.</summary>
    public TimeSpan? NextDue => _open.Select(incident => incident.Due).Where(due => due is not null).DefaultIfEmpty(null).Min();

    /// <summary>Whether a fault waits for lines that say more.</summary>
    public bool IsSettling => _open.Any(incident => incident.IsSettling);

    /// <summary>Takes in what one record says; gives what is to be reported now.</summary>
    public void Add(IReadOnlyList<Finding> findings, int suppressed, TimeSpan at, ICollection<FaultReport> reports)
    {
        Advance(at, reports);
        if (suppressed > 0 && _open.Count > 0)
        {
            _open.MaxBy(incident => incident.LastHeard)!.AddSuppressed(suppressed);
        }

        foreach (var finding in findings)
        {
            learned.Learn(finding);
            if (_noise.Is(finding, _now))
            {
                if (Noise.IsNoMedium(finding) && Joined(finding, topology.NameOf(finding)) is { IsEmpty: false } waiting)
                {
                    waiting.Withdraw();
                }

                continue;
            }

            Take(finding, reports);
        }
    }

    /// <summary>Lets time pass: reports what was waited for, and closes what is over.</summary>
    public void Advance(TimeSpan at, ICollection<FaultReport> reports)
    {
        _now = at > _now ? at : _now;
        for (var i = _open.Count - 1; i >= 0; i--)
        {
            if (_open[i].Advance(_now) is { } report)
            {
                reports.Add(report);
            }

            if (_open[i].Due is null && _now - _open[i].LastHeard > Quiet)
            {
                _open.RemoveAt(i);
            }
        }
    }

    /// <summary>The log has ended: reports what is left.</summary>
    public void Finish(ICollection<FaultReport> reports)
    {
        foreach (var incident in _open)
        {
            Close(incident, reports);
        }

        _open.Clear();
    }

    private void Take(Finding finding, ICollection<FaultReport> reports)
    {
        var device = topology.NameOf(finding);
        switch (finding.Row.Role)
        {
            case Role.Routine:
                if (Fresh.Contains(finding.Row.Type))
                {
                    CloseAll(device, reports);
                }

                reports.Add(Single(finding, device));
                break;
            case Role.Recovery:
                CloseAll(device, reports);
                if (IsNews(finding, device))
                {
                    reports.Add(Single(finding, device));
                }

                break;
            default:
                if (finding.Row.Role != Role.Detail)
                {
                    _failed.Add(device);
                }

                (Joined(finding, device) ?? Opened(reports)).Add(finding, device, HolderOf(finding), _now, reports);
                break;
        }
    }

    /// <summary>
    /// Whether a recovery is worth telling: the kernel speaks of it only when it happens, daemons also when they start and find everything in order.
    /// </summary>
    private bool IsNews(Finding finding, string device)
    {
        var echo = _recovered.TryGetValue((device, finding.Row.Type), out var last) && _now - last <= Echo;
        _recovered[(device, finding.Row.Type)] = _now;
        return (_failed.Remove(device) || finding.Row.Program == "kernel") && !echo;
    }

    /// <summary>The latest open incident of this device or of one that it stands on; for what a filesystem says of its device, also that of the filesystem.</summary>
    private Incident? Joined(Finding finding, string device)
    {
        var holder = finding.Row.Layer == 4 ? HolderOf(finding) : null;
        return _open.Where(incident => incident.Devices.Any(known => known == device || known == holder || topology.StandsOn(device, known)))
            .MaxBy(incident => incident.LastHeard);
    }

    private Incident Opened(ICollection<FaultReport> reports)
    {
        if (_open.Count >= MostIncidents)
        {
            var oldest = _open.MinBy(incident => incident.LastHeard)!;
            Close(oldest, reports);
            _open.Remove(oldest);
        }

        var incident = new Incident(newId(), _now);
        _open.Add(incident);
        return incident;
    }

    private void CloseAll(string device, ICollection<FaultReport> reports)
    {
        foreach (var incident in _open.Where(incident => incident.Devices.Contains(device)).ToList())
        {
            Close(incident, reports);
            _open.Remove(incident);
        }
    }

    private void Close(Incident incident, ICollection<FaultReport> reports)
    {
        if (incident.Finish(_now) is { } report)
        {
            reports.Add(report);
        }
    }

    /// <summary>What a line says is made of the device, by its name where that is known.</summary>
    private string? HolderOf(Finding finding) => finding.Holder is { } holder ? topology.NameOf(holder) : null;

    private FaultReport Single(Finding finding, string device) => new(finding.Row, device, newId())
    {
        RootType = finding.Row.Type,
        RootDevice = device,
        Holder = HolderOf(finding),
        Facts = finding.Facts,
        Lines = [finding.Line],
        Time = finding.Record.Time,
        KernelTime = finding.Record.KernelTime,
        Priority = finding.Record.Priority,
    };
}
