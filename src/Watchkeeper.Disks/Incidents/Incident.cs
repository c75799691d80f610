using Watchkeeper.Core.Events;
using Watchkeeper.Disks.Recognition;
using Watchkeeper.Disks.Table;

namespace Watchkeeper.Disks.Incidents;

/// <summary>
/// Everything that one fault led to: the lines that tell it, what they say of the devices above, and how often it happened again. It is reported at once, or
/// a moment later when its first line announces more; again when it reaches another device, an array or a filesystem above, or becomes worse for one; and then at
/// most once a minute, with the counts.
/// </summary>
internal sealed class Incident(Guid id, TimeSpan start)
{
    public const int MostLines = 16;

    /// <summary>How long after its last line an incident is over.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    /// <summary>Within so much after a report, what else is heard of the incident belongs to what was reported, and is counted.</summary>
    private static readonly TimeSpan Afterglow = TimeSpan.FromSeconds(5);

    /// <summary>Types that only say that something went wrong; a type that says what is preferred to them.</summary>
    private static readonly HashSet<string> General = ["io-error", "ata-error", "command-aborted", "command-failed", "nvme-error", "sense", "link-reset", "not-ready"];

    private readonly HashSet<(string Key, string Type)> _known = [];
    private readonly Dictionary<Subject, Weight> _told = [];
    private readonly HashSet<(string Key, string Type)> _reported = [];
    private readonly HashSet<(string Key, StorageEvent Row)> _spoken = [];
    private readonly Dictionary<(string Key, StorageEvent Row), Recurrence> _again = [];
    private readonly Dictionary<string, string> _facts = new(StringComparer.Ordinal);
    private readonly List<string> _lines = [];
    private Heard? _pending;
    private Heard? _root;
    private TimeSpan _reportedAt;
    private TimeSpan _repeatedAt;
    private TimeSpan _pendingSince;

    /// <summary>When something was last heard of it.</summary>
    public TimeSpan LastHeard { get; private set; } = start;

    public TimeSpan Start { get; } = start;

    /// <summary>The devices by which it is found; kept by <see cref="OpenIncidents"/>.</summary>
    public List<string> Names { get; } = [];

    /// <summary>The most that was told of it.</summary>
    public Weight Worst { get; private set; } = new(0, Severity.Debug);

    /// <summary>When it wants to be asked again: what waits for its lines, or the counts of a minute.</summary>
    public TimeSpan? Due => _pending is not null ? _pendingSince + Correlator.Settling : _again.Count > 0 ? (_reportedAt > _repeatedAt ? _reportedAt : _repeatedAt) + Correlator.RepeatInterval : null;

    /// <summary>When something is to be done with it: <see cref="Due"/>, or the first moment at which it is over.</summary>
    public TimeSpan Next => Due ?? LastHeard + Quiet + TimeSpan.FromTicks(1);

    public bool IsSettling => _pending is not null;

    /// <summary>Whether nothing was ever reported: only lines that say more about something unsaid.</summary>
    public bool IsEmpty => _pending is null && _told.Count == 0;

    /// <summary>What it waits to hear more about.</summary>
    public Heard? Pending => _pending;

    /// <summary>Takes in what was heard; gives what is to be reported now.</summary>
    /// <param name="suppressed">How many lines like it the kernel kept back before it.</param>
    public void Add(Heard heard, long suppressed, TimeSpan at, ICollection<FaultReport> reports)
    {
        LastHeard = at;
        if (heard.Row.Role == Role.Detail)
        {
            Remember(heard.Finding);
            return;
        }

        var isNews = IsNews(heard, at);
        if (isNews && _pending is { } waiting && (!IsOfOne(waiting, heard) || IsConsequence(waiting, heard)))
        {
            // What waits for its lines is the cause of what happens to another device meanwhile, and of what is lost through it, and is told before them.
            reports.Add(Report(at));
        }

        Remember(heard.Finding);
        var isFirst = _known.Add((heard.Key, heard.Row.Type));
        Count(heard, suppressed, at, isUntold: isFirst && !isNews && !(_pending is { } open && IsOfOne(open, heard)) && !General.Contains(heard.Row.Type));
        if (_pending is { } pending ? IsOfOne(pending, heard) : isNews)
        {
            Weigh(heard, at, reports);
        }
    }

    /// <summary>Reports what is due.</summary>
    public FaultReport? Advance(TimeSpan at) => Due is { } due && due <= at ? (_pending is null ? Repeat(at) : Report(at)) : null;

    /// <summary>Reports what there is to report, due or not.</summary>
    public void Finish(TimeSpan at, ICollection<FaultReport> reports)
    {
        if (_pending is not null)
        {
            reports.Add(Report(at));
        }

        if (_again.Count > 0)
        {
            reports.Add(Repeat(at));
        }
    }

    /// <summary>What was counted and not told yet.</summary>
    public FaultReport? Untold(TimeSpan at) => _again.Count > 0 && _root is not null ? Recurred(at) : null;

    /// <summary>Forgets what waits: it meant nothing.</summary>
    public void Withdraw()
    {
        _pending = null;
        if (IsEmpty)
        {
            _again.Clear();
            _spoken.Clear();
            _known.Clear();
        }
    }

    /// <summary>Whether two words are about one subject; what has no name yet may be the subject that the next word names.</summary>
    private static bool IsOfOne(Heard waiting, Heard heard) =>
        waiting.Subject == heard.Subject || (!waiting.IsNamed && waiting.Row.Subsystem == heard.Row.Subsystem);

    /// <summary>Whether a disk that has said what is wrong with it now says what that has led to.</summary>
    private static bool IsConsequence(Heard waiting, Heard heard) =>
        waiting.IsNamed && heard.Subject.Floor == Floor.Disk && heard.Row.Finality > waiting.Row.Finality && !General.Contains(waiting.Row.Type);

    private static bool IsBetter(Heard candidate, Heard present) =>
        (candidate.IsNamed && !present.IsNamed)
        || Weight.Of(candidate.Row).Finality > Weight.Of(present.Row).Finality
        || candidate.Row.Severity < present.Row.Severity
        || (candidate.Row.Severity == present.Row.Severity && General.Contains(present.Row.Type) && !General.Contains(candidate.Row.Type));

    private void Weigh(Heard heard, TimeSpan at, ICollection<FaultReport> reports)
    {
        _pendingSince = _pending is null ? at : _pendingSince;
        _pending = _pending is { } pending && !IsBetter(heard, pending) ? pending : heard;
        if (heard.Row.Role == Role.Fault && Weight.Of(heard.Row).Finality >= Weight.Of(_pending.Row).Finality)
        {
            reports.Add(Report(at));
        }
    }

    /// <summary>
    /// The first time that a row speaks of a device it tells the same fault in other words; the second time the fault has come again. What is of another type
    /// and not told now is counted from the first time on: nothing is left out.
    /// </summary>
    private void Count(Heard heard, long suppressed, TimeSpan at, bool isUntold)
    {
        var again = !_spoken.Add((heard.Key, heard.Row)) || isUntold;
        if (!again && suppressed == 0)
        {
            return;
        }

        if (!_again.TryGetValue((heard.Key, heard.Row), out var recurrence))
        {
            _again[(heard.Key, heard.Row)] = recurrence = new Recurrence(heard);
        }

        recurrence.AddSuppressed(suppressed, at);
        if (again)
        {
            recurrence.Add(heard, at);
        }
    }

    private bool IsNews(Heard heard, TimeSpan at)
    {
        var told = ToldOf(heard.Subject);
        if (told is { } before && Weight.Of(heard.Row).IsMoreThan(before))
        {
            return true;
        }

        return !_known.Contains((heard.Key, heard.Row.Type)) && (told is null || IsOfAnotherMember(heard) || at - _reportedAt > Afterglow);
    }

    /// <summary>Whether what was told of one member of an array, of one path of a map, now happens to another.</summary>
    private bool IsOfAnotherMember(Heard heard) =>
        heard.Subject is { Floor: Floor.Map } subject && subject.Name == heard.Holder && _reported.Any(told => told.Type == heard.Row.Type && told.Key != heard.Key);

    /// <summary>The most that was told of a subject. What a filesystem told of its device is also what the floors below have to say of that device.</summary>
    private Weight? ToldOf(Subject subject)
    {
        Weight? most = null;
        foreach (var (_, weight) in _told.Where(told => told.Key.Name == subject.Name && told.Key.Floor >= subject.Floor))
        {
            most = most?.Max(weight) ?? weight;
        }

        return most;
    }

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
        var reported = _pending!;
        _root ??= reported;
        (_pending, _reportedAt) = (null, at);
        var weight = Weight.Of(reported.Row);
        Worst = weight.Max(Worst);
        _reported.Add((reported.Key, reported.Row.Type));
        _told[reported.Subject] = _told.TryGetValue(reported.Subject, out var before) ? weight.Max(before) : weight;
        var report = Make(reported);
        if (_again.TryGetValue((reported.Key, reported.Row), out var recurrence) && recurrence is { Count: 0, Suppressed: var suppressed })
        {
            _again.Remove((reported.Key, reported.Row));
            report = report with { Suppressed = suppressed };
        }

        Forget();
        return report;
    }

    private FaultReport Repeat(TimeSpan at)
    {
        var report = Recurred(at);
        _repeatedAt = at;
        _reported.UnionWith(_again.Keys.Select(key => (key.Key, key.Row.Type)));
        _again.Clear();
        Forget();
        return report;
    }

    /// <summary>What came again most often, with its own count, and beside it what else came again. Several rows of one type tell one fault in several words.</summary>
    private FaultReport Recurred(TimeSpan at)
    {
        var all = _again.Values.GroupBy(each => (each.Last.Key, each.Last.Row.Type))
            .Select(words => (Most: words.MaxBy(each => each.Count)!, Suppressed: words.Sum(each => each.Suppressed)))
            .OrderByDescending(each => each.Most.Count).ThenByDescending(each => each.Suppressed).ThenBy(each => each.Most.Last.Row.Severity).ToList();
        var (most, suppressed) = all[0];
        var record = most.Last.Finding.Record;
        return Make(most.Last) with
        {
            Count = most.Count,
            IsRepeat = most.Count == 0 || _reported.Contains((most.Last.Key, most.Last.Row.Type)),
            Suppressed = suppressed,
            Also = [.. all.Skip(1).Select(each => new Repetition($"disks.{each.Most.Last.Row.Type}", each.Most.Last.Device, each.Most.Count, each.Suppressed))],

            // It is told when the minute is over, not when it happened last.
            Time = record.Time is { } time ? time + (at - most.LastHeard) : null,
            KernelTime = record.KernelTime,
        };
    }

    private FaultReport Make(Heard heard)
    {
        var finding = heard.Finding;
        return new FaultReport(finding.Row, heard.Device, id)
        {
            RootType = (_root ?? heard).Row.Type,
            RootDevice = (_root ?? heard).Device,
            Holder = heard.Holder,
            Facts = finding.Row.Layer <= 2 && _facts.Count > 0 ? new Dictionary<string, string>(_facts, StringComparer.Ordinal) : finding.Facts,
            Lines = [.. _lines],
            Time = finding.Record.Time,
            KernelTime = finding.Record.KernelTime,
            Priority = finding.Record.Priority,
            Source = finding.Source,
        };
    }

    /// <summary>What was told is told.</summary>
    private void Forget()
    {
        _facts.Clear();
        _lines.Clear();
    }
}
