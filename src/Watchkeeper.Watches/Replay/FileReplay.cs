using Watchkeeper.Core.Time;
using Watchkeeper.Watches.Conditions;
using Watchkeeper.Watches.Policy;
using Watchkeeper.Watches.Sources;

namespace Watchkeeper.Watches.Replay;

/// <summary>A watch replayed over a file, its cooldowns and limits too: says each match, and what would have been done.</summary>
internal sealed class FileReplay
{
    private static readonly TimeSpan Spacing = TimeSpan.FromSeconds(1);

    private readonly Watch _watch;
    private readonly LineReplay _replay;
    private readonly Action<ReplayLine> _say;
    private readonly Dictionary<string, PolicyState> _policies = new(StringComparer.Ordinal);
    private readonly List<Trigger> _triggers = [];
    private readonly List<Seen> _seen = [];

    /// <summary>What lasts, and waits for its key's cooldown to end.</summary>
    private readonly Dictionary<string, Trigger> _waiting = new(StringComparer.Ordinal);
    private long _line;

    public FileReplay(Watch watch, TimeZoneInfo zone, Instant now, Action<ReplayLine> say)
    {
        (_watch, _say) = (watch, say);
        _replay = new LineReplay(watch, zone, now, _triggers.Add);
        _replay.Evaluator.Witness = _seen.Add;
    }

    public long Matches => _replay.Evaluator.Observations;

    public long Suppressed { get; private set; }

    /// <summary>Whether any line told its time.</summary>
    public bool HasStamps => _replay.HasStamps;

    /// <summary>Takes all lines, and returns how many there were.</summary>
    public long Run(TextReader lines)
    {
        var start = (_watch.Source as FileSource)?.RecordStart;
        string? record = null;
        var begins = 0L;
        var read = 0L;
        for (var line = lines.ReadLine(); line is not null; line = lines.ReadLine())
        {
            read++;
            if (start is not null && record is not null && !start.IsMatch(line))
            {
                record = $"{record}\n{line}";
                continue;
            }

            Take(start is null ? line : record, start is null ? read : begins);
            (record, begins) = (start is null ? null : line, read);
        }

        Take(record, begins);
        return read;
    }

    /// <param name="number">Of the line, or of the first line of a record.</param>
    private void Take(string? line, long number)
    {
        if (line is null)
        {
            return;
        }

        _line = number;
        _replay.Take(line, Spacing);
        var due = Due();
        _triggers.Clear();
        SayMatches();
        foreach (var (trigger, acts) in due)
        {
            _say(new ReplayLine(null, new ReplayFire(
                _line, new Instant(trigger.At), trigger.Key, trigger.Kind.ToString().ToLowerInvariant(), trigger.Severity, trigger.Why, trigger.Message, acts ? Actions(trigger) : [])));
        }
    }

    private void SayMatches()
    {
        foreach (var seen in _seen.Where(seen => seen.Origin.Line > 0))
        {
            _say(new ReplayLine(new ReplayMatch(_line, new Instant(seen.At), _replay.Evaluator.KeyOf(seen), seen.Text, seen.Facts.Copy(), seen.Outcome), null));
        }

        _seen.Clear();
    }

    /// <summary>What the line led to, and before it what waited for a cooldown that has ended meanwhile.</summary>
    private List<(Trigger Trigger, bool Acts)> Due()
    {
        var due = new List<(Trigger, bool)>();
        foreach (var ripe in _waiting.Values.Where(trigger => _watch.Policy.NextPossible(_policies[trigger.Key]) <= _replay.Now.Microseconds).ToList())
        {
            _waiting.Remove(ripe.Key);
            due.AddRange(Decide(ripe with { At = _replay.Now.Microseconds }, _policies[ripe.Key]));
        }

        foreach (var trigger in _triggers)
        {
            _waiting.Remove(trigger.Key);
            var (state, isDue) = ActionPolicy.Meet(_policies.GetValueOrDefault(trigger.Key, PolicyState.Fresh), trigger.Kind, _watch.Then.Count > 0, _watch.After.Count > 0);
            if (isDue && !trigger.IsUnknown)
            {
                due.AddRange(Decide(trigger, state));
                continue;
            }

            // It is raised or cleared all the same.
            _policies[trigger.Key] = state;
            trigger.Fate = _watch.Policy.Explain(Decision.NotDue);
            due.Add((trigger, false));
        }

        return due;
    }

    private IEnumerable<(Trigger Trigger, bool Acts)> Decide(Trigger trigger, PolicyState state)
    {
        (_policies[trigger.Key], var decision) = _watch.Policy.Decide(state, trigger.Kind, TimeSpan.Zero, trigger.At);
        trigger.Fate = _watch.Policy.Explain(decision);
        if (decision == Decision.Waits)
        {
            _waiting[trigger.Key] = trigger;
            return [];
        }

        Suppressed += decision == Decision.Run ? 0 : 1;
        return decision == Decision.Run ? [(trigger, true)] : [];
    }

    private List<string> Actions(Trigger trigger)
    {
        var steps = trigger.Kind == EdgeKind.Clear ? _watch.After : _watch.Then;
        return [.. steps.Select(step => StepText.Describe(step, trigger))];
    }
}
