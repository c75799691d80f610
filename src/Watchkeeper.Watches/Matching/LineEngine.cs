using System.Text.RegularExpressions;
using Watchkeeper.Core.Time;
using Watchkeeper.Logs.Matching;
using Watchkeeper.Watches.Conditions;

namespace Watchkeeper.Watches.Matching;

/// <summary>
/// All watches of one source of lines at once: the expressions of all go over a chunk in one pass, and only a line that matches is looked at further.
/// What does not depend on the chunk's boundaries is the number of each matching line, which makes triggers the same when it is read again.
/// </summary>
internal sealed class LineEngine
{
    private readonly Rule[] _rules;
    private readonly PatternSet _patterns;
    private readonly PatternSet.LineHandler _handler;
    private readonly LineTime _time;
    private readonly MatchCount _matched;
    private LineClock _clock;
    private IFacts? _context;

    /// <param name="zone">The zone of stamps that say none.</param>
    /// <param name="matched">Counts on from what was saved with the position.</param>
    public LineEngine(IReadOnlyList<Evaluator> evaluators, TimeZoneInfo zone, MatchCount matched)
    {
        (Evaluators, _matched) = (evaluators, matched);
        _time = new LineTime(zone);
        _rules = [.. evaluators.SelectMany(Rules)];
        _patterns = new PatternSet([.. _rules.Select(rule => rule.Expression)]);
        _handler = Handle;
    }

    public IReadOnlyList<Evaluator> Evaluators { get; }

    public RecentLines Recent { get; } = new();

    /// <summary>Takes whole lines of UTF-8 text.</summary>
    public void Scan(ReadOnlySpan<byte> chunk, in LineClock clock)
    {
        (_clock, _context) = (clock, null);
        Recent.AddEnd(clock.Arrival, chunk);
        _patterns.Scan(chunk, _handler);
    }

    /// <summary>Takes one message, which may have several lines.</summary>
    /// <param name="context">What the source says of it besides.</param>
    public void Take(ReadOnlySpan<char> message, in LineClock clock, IFacts? context = null)
    {
        (_clock, _context) = (clock, context);
        Recent.Add(clock.Arrival, message);
        var found = new List<int>();
        _patterns.Match(message, found);
        if (found.Count > 0)
        {
            Handle(message, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(found));
        }
    }

    /// <summary>Lets time pass while no line comes.</summary>
    /// <param name="arrival">The host's time.</param>
    /// <param name="sinceLast">How long ago, on boot time, the last lines were taken.</param>
    public void Advance(long arrival, long sinceLast)
    {
        foreach (var evaluator in Evaluators)
        {
            evaluator.Advance(evaluator.Watch.Time == TimeBase.Arrival ? arrival : evaluator.Axis.After(sinceLast));
        }
    }

    /// <summary>For each watch its expressions, the second half of a pair first: a line that is both ends one pair and begins the next.</summary>
    private static IEnumerable<Rule> Rules(Evaluator evaluator) => evaluator.Watch.Match is { } match
        ? match.Second.Select(expression => new Rule(evaluator, match, Part.Second, expression))
            .Concat(match.Main.Select(expression => new Rule(evaluator, match, Part.Main, expression)))
        : [];

    private void Handle(ReadOnlySpan<char> span, ReadOnlySpan<int> patterns)
    {
        _matched.Value++;
        var line = span.ToString();
        var written = _clock.Written ?? (_clock.ReadsStamps && _time.TryRead(line, _clock.Now, out var stamp) ? stamp : (Instant?)null);
        var age = _clock.Age ?? (written is { } when && _clock.Now > when ? _clock.Now - when : TimeSpan.Zero);
        (Evaluator?, Part) last = default;
        foreach (var pattern in patterns)
        {
            ref readonly var rule = ref _rules[pattern];

            // Any of several expressions is one match of the watch.
            if (last == (rule.Evaluator, rule.Part) || rule.Match.Ignore.Any(expression => expression.IsMatch(line)))
            {
                continue;
            }

            last = (rule.Evaluator, rule.Part);
            var at = rule.Evaluator.Watch.Time == TimeBase.Arrival || written is null
                ? _clock.Arrival
                : rule.Evaluator.Axis.Take(Math.Min(written.Value.Microseconds, _clock.Latest.Microseconds));
            Observe(rule, line, at, age);
        }
    }

    private void Observe(in Rule rule, string line, long at, TimeSpan age)
    {
        var (evaluator, match) = (rule.Evaluator, rule.Match);
        if (match.Json)
        {
            var facts = JsonFacts.Parse(line);
            Observe(rule, facts is null ? "" : evaluator.KeyOf(facts), facts is null ? Reading.Unknown("the line is no JSON") : evaluator.ReadingOf(facts, line), facts ?? Facts.None, at, age, 0);
            return;
        }

        var found = rule.Expression.Match(line);
        for (var number = 0; found.Success; number++)
        {
            var facts = new LineFacts(found, _context);
            var key = evaluator.Watch.Key is [var only] && facts.Group(only) is { Success: true } group ? group.ValueSpan : evaluator.KeyOf(facts);
            Observe(rule, key, evaluator.ReadingOf(facts, line), facts, at, age, number);
            if (!match.AllMatches)
            {
                return;
            }

            found = found.NextMatch();
        }
    }

    private void Observe(in Rule rule, ReadOnlySpan<char> key, in Reading reading, IFacts facts, long at, TimeSpan age, int number) =>
        rule.Evaluator.Observe(key, new Observation(at, rule.Part, reading, facts), new LineOrigin(_matched.Value, number), age);

    private readonly record struct Rule(Evaluator Evaluator, LineMatch Match, Part Part, Regex Expression);
}

/// <summary>How many lines of a source matched so far: saved with the position.</summary>
internal sealed class MatchCount
{
    public long Value { get; set; }
}

/// <summary>What time it is for the lines that are taken now.</summary>
/// <param name="Arrival">The host's time, which never steps, in microseconds.</param>
/// <param name="Now">The wall clock, for stamps that lack the year.</param>
internal readonly record struct LineClock(long Arrival, Instant Now)
{
    /// <summary>When the line was written, where the source itself says so.</summary>
    public Instant? Written { get; init; }

    /// <summary>How long ago it was written, where the source knows better than the wall clock.</summary>
    public TimeSpan? Age { get; init; }

    /// <summary>Whether the lines begin with stamps of their own.</summary>
    public bool ReadsStamps { get; init; }

    /// <summary>No line is written later: one that says so, whoever wrote it, would end every window.</summary>
    public Instant Latest { get; init; } = Now + TimeSpan.FromMinutes(1);
}
