using Watchkeeper.Core.Time;
using Watchkeeper.Watches.Sources;

namespace Watchkeeper.Watches.Replay;

/// <summary>A watch replayed over a file, its cooldowns and limits too: says each match, and what would have been done.</summary>
internal sealed class FileReplay
{
    private static readonly TimeSpan Spacing = TimeSpan.FromSeconds(1);

    private readonly Watch _watch;
    private readonly LineReplay _replay;
    private readonly Action<ReplayLine> _say;
    private readonly PolicyReplay _policy;
    private readonly List<Trigger> _triggers = [];
    private readonly List<Seen> _seen = [];
    private long _line;

    public FileReplay(Watch watch, TimeZoneInfo zone, Instant now, Action<ReplayLine> say)
    {
        (_watch, _say, _policy) = (watch, say, new PolicyReplay(watch));
        _replay = new LineReplay(watch, zone, now, _triggers.Add);
        _replay.Evaluator.Witness = _seen.Add;
    }

    public long Matches => _replay.Evaluator.Observations;

    public long Suppressed => _policy.Suppressed;

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
        var now = _replay.Now.Microseconds;
        var due = _policy.Take(_triggers, _replay.Evaluator.Standing(now), now);
        _triggers.Clear();
        SayMatches();
        foreach (var (trigger, acts) in due)
        {
            _say(new ReplayLine(null, new ReplayFire(
                _line, new Instant(trigger.At), trigger.Key, trigger.Kind.ToString().ToLowerInvariant(), trigger.Severity, trigger.Why, trigger.Message, acts ? [.. StepText.Of(trigger)] : [])));
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
}
