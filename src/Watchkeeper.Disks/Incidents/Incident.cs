using Watchkeeper.Core.Events;
using Watchkeeper.Disks.Recognition;
using Watchkeeper.Disks.Table;

namespace Watchkeeper.Disks.Incidents;

/// <summary>
/// Everything that one fault led to: the lines that tell it, what they say of the devices above, and how often it happened again. It is reported at once, or
/// a moment later when its first line announces more; again when it reaches another device, an array or a filesystem above, or becomes worse for one; and then at
/// most once a minute, with the count.
/// </summary>
internal sealed class Incident(Guid id, TimeSpan start)
{
    public const int MostLines = 16;

    /// <summary>Within so much after a report, what else is heard of the incident belongs to what was reported.</summary>
    private static readonly TimeSpan Afterglow = TimeSpan.FromSeconds(5);

    /// <summary>Types that only say that something went wrong; a type that says what is preferred to them.</summary>
    private static readonly HashSet<string> General = ["io-error", "ata-error", "command-aborted", "command-failed", "nvme-error", "sense", "link-reset", "not-ready"];

    private readonly HashSet<string> _devices = new(StringComparer.Ordinal);
    private readonly HashSet<(string Device, string Type)> _known = [];
    private readonly Dictionary<string, Severity> _worst = new(StringComparer.Ordinal);
    private readonly HashSet<StorageEvent> _rows = [];
    private readonly Dictionary<StorageEvent, int> _again = [];
    private readonly Dictionary<string, string> _facts = new(StringComparer.Ordinal);
    private readonly List<string> _lines = [];
    private Told? _pending;
    private Told? _root;
    private Told? _reported;
    private Finding? _last;
    private TimeSpan _reportedAt;
    private TimeSpan _pendingSince;
    private long _suppressed;

    private readonly record struct Told(Finding Finding, string Device, string? Holder);

    /// <summary>When something was last heard of it.</summary>
    public TimeSpan LastHeard { get; private set; } = start;

    public IReadOnlyCollection<string> Devices => _devices;

    /// <summary>When it wants to be asked again: what waits for its lines, or the count of a minute.</summary>
    public TimeSpan? Due => _pending is not null ? _pendingSince + Correlator.Settling
        : _again.Count > 0 || _suppressed > 0 ? _reportedAt + Correlator.RepeatInterval : null;

    public bool IsSettling => _pending is not null;

    /// <summary>Whether nothing was ever reported: only lines that say more about something unsaid.</summary>
    public bool IsEmpty => _pending is null && _reported is null;

    public void AddSuppressed(long count) => _suppressed += count;

    /// <summary>Takes in a finding; gives what is to be reported now.</summary>
    /// <param name="device">The device it is about.</param>
    /// <param name="holder">What is made of the device, where the line names it.</param>
    public void Add(Finding finding, string device, string? holder, TimeSpan at, ICollection<FaultReport> reports)
    {
        LastHeard = at;
        if (finding.Row.Role != Role.Detail && _pending is { } waiting && SubjectOf(waiting.Finding, waiting.Device, waiting.Holder) != SubjectOf(finding, device, holder))
        {
            // What waits for its lines is the cause of what happens to another device meanwhile, and is told before it.
            reports.Add(Report(at));
        }

        _devices.Add(device);
        Remember(finding);
        if (finding.Row.Role == Role.Detail)
        {
            return;
        }

        // The first time that a row speaks it tells the same fault in other words; the second time the fault has come again.
        var again = !_rows.Add(finding.Row);
        _last = finding;
        if (_reported is not null && !IsNews(finding, device, holder, at))
        {
            _known.Add((device, finding.Row.Type));
            if (again)
            {
                _again[finding.Row] = _again.GetValueOrDefault(finding.Row) + 1;
            }

            return;
        }

        _pendingSince = _pending is null ? at : _pendingSince;
        _pending = _pending is { } pending && !IsBetter(finding, pending.Finding) ? pending : new Told(finding, device, holder);
        if (finding.Row.Role == Role.Fault)
        {
            reports.Add(Report(at));
        }
    }

    /// <summary>Reports what is due.</summary>
    public FaultReport? Advance(TimeSpan at) => Due is { } due && due <= at ? (_pending is null ? Repeat(at) : Report(at)) : null;

    /// <summary>Reports what there is to report, due or not.</summary>
    public FaultReport? Finish(TimeSpan at) => _pending is not null ? Report(at) : _again.Count > 0 || (_suppressed > 0 && _reported is not null) ? Repeat(at) : null;

    /// <summary>Forgets what waits: it meant nothing.</summary>
    public void Withdraw() => _pending = null;

    private static bool IsBetter(Finding candidate, Finding present) =>
        candidate.Row.Severity < present.Row.Severity
        || (candidate.Row.Severity == present.Row.Severity && General.Contains(present.Row.Type) && !General.Contains(candidate.Row.Type));

    /// <summary>What a line says of an array or a map is about that, through whichever of its members it speaks.</summary>
    private static string SubjectOf(Finding finding, string device, string? holder) => finding.Row.Layer >= 3 && holder is not null ? holder : device;

    private bool IsNews(Finding finding, string device, string? holder, TimeSpan at) =>
        _pending is not null
        || (_worst.TryGetValue(SubjectOf(finding, device, holder), out var worst) ? finding.Row.Severity < worst : !_known.Contains((device, finding.Row.Type)))
        || (at - _reportedAt > Afterglow && !_known.Contains((device, finding.Row.Type)));

    private void Remember(Finding finding)
    {
        if (_lines.Count < MostLines)
        {
            _lines.Add(finding.Line);
        }

        // What disks and the block layer say of one request belongs together; what a filesystem or an array says stands for itself.
        foreach (var (name, value) in finding.Row.Layer <= 2 ? finding.Facts : new Dictionary<string, string>())
        {
            _facts.TryAdd(name, value);
        }
    }

    private FaultReport Report(TimeSpan at)
    {
        var reported = _pending!.Value;
        var (finding, device, holder) = reported;
        _root ??= reported;
        (_reported, _pending, _reportedAt) = (reported, null, at);
        _worst[SubjectOf(finding, device, holder)] = finding.Row.Severity;
        _known.Add((device, finding.Row.Type));
        return Make(reported, 1, repeat: false);
    }

    private FaultReport Repeat(TimeSpan at)
    {
        var count = _again.Values.DefaultIfEmpty(0).Max();
        _reportedAt = at;
        return Make(_reported!.Value, count, repeat: true);
    }

    private FaultReport Make(Told told, int count, bool repeat)
    {
        var finding = told.Finding;
        var report = new FaultReport(finding.Row, told.Device, id)
        {
            RootType = _root!.Value.Finding.Row.Type,
            RootDevice = _root.Value.Device,
            Holder = told.Holder,
            Count = count,
            IsRepeat = repeat,
            Suppressed = _suppressed,
            Facts = finding.Row.Layer <= 2 && _facts.Count > 0 ? new Dictionary<string, string>(_facts, StringComparer.Ordinal) : finding.Facts,
            Lines = [.. _lines],
            Time = (repeat ? _last! : finding).Record.Time,
            KernelTime = finding.Record.KernelTime,
            Priority = finding.Record.Priority,
        };
        _again.Clear();
        _facts.Clear();
        _lines.Clear();
        _suppressed = 0;
        return report;
    }
}
