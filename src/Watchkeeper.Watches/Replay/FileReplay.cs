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
    private long _line;
    private long _told;

    public FileReplay(Watch watch, TimeZoneInfo zone, Instant now, Action<ReplayLine> say)
    {
        (_watch, _say) = (watch, say);
        _replay = new LineReplay(watch, zone, now, _triggers.Add);
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
        for (var line = lines.ReadLine(); line is not null; line = lines.ReadLine())
        {
            _line++;
            if (start is not null && record is not null && !start.IsMatch(line))
            {
                record = $"{record}\n{line}";
                continue;
            }

            Take(start is null ? line : record);
            record = start is null ? null : line;
        }

        Take(record);
        return _line;
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        _replay.Take(line, Spacing);
        var fires = _triggers.Where(MayRun).ToList();
        _triggers.Clear();
        SayMatches();
        foreach (var trigger in fires)
        {
            _say(new ReplayLine(null, new ReplayFire(
                _line, new Instant(trigger.At), trigger.Key, trigger.Kind.ToString().ToLowerInvariant(), trigger.Severity, trigger.Why, trigger.Message, Actions(trigger))));
        }
    }

    private void SayMatches()
    {
        var evaluator = _replay.Evaluator;
        var fresh = (int)Math.Min(evaluator.Observations - _told, int.MaxValue);
        _told = evaluator.Observations;
        foreach (var seen in evaluator.LastSeen().Where(seen => seen.Origin.Line > 0).TakeLast(fresh))
        {
            _say(new ReplayLine(new ReplayMatch(_line, new Instant(seen.At), evaluator.KeyOf(seen), seen.Text, seen.Facts.Copy(), seen.Outcome), null));
        }
    }

    private bool MayRun(Trigger trigger)
    {
        if (trigger.Kind == EdgeKind.Clear || trigger.IsUnknown)
        {
            return true;
        }

        (_policies[trigger.Key], var decision) = _watch.Policy.Decide(_policies.GetValueOrDefault(trigger.Key, PolicyState.Fresh), TimeSpan.Zero, trigger.At);
        trigger.Fate = _watch.Policy.Explain(decision);
        Suppressed += decision == Decision.Run ? 0 : 1;
        return decision == Decision.Run;
    }

    private List<string> Actions(Trigger trigger)
    {
        var steps = trigger.Kind == EdgeKind.Clear ? _watch.After : _watch.Then;
        return [.. steps.Select(step => StepText.Describe(step, trigger))];
    }
}
