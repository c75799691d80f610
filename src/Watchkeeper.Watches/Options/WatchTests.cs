using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Time;
using Watchkeeper.Watches.Conditions;
using Watchkeeper.Watches.Replay;
using Watchkeeper.Watches.Sources;

namespace Watchkeeper.Watches.Options;

/// <summary>An example that a watch carries: what its source says, and what must come of it.</summary>
/// <param name="Runs">The steps that must be done, in order, as <c>watches test</c> words them; null: the example is not about them.</param>
/// <param name="Section">Where it was written.</param>
internal sealed record WatchTest(
    IReadOnlyList<string> Lines, IReadOnlyList<string> Values, IReadOnlyDictionary<string, string> Facts, TimeSpan Every,
    IReadOnlyDictionary<EdgeKind, int> Expected, IReadOnlyList<string>? Runs, Section Section);

/// <summary>Reads the examples and holds the watch to them, each time the configuration is read.</summary>
internal static class WatchTests
{
    /// <summary>So much may happen by itself in one test: the configuration is read while somebody waits.</summary>
    private const int MostBetween = 10_000;

    public static WatchTest Read(Section section)
    {
        var runs = section.Texts(
            "runs", [], "What must be done, in order: each step as `watches test` shows it, as in [restart app.service]; [] for nothing. Cooldowns, limits and repetitions count.");
        var test = new WatchTest(
            section.Texts("lines", [], "Lines, in order; their stamps are the time."),
            section.Texts("values", [], "Values, in order; “unknown” is none."),
            section.TextMap("facts", "What the source says besides each line or value: labels, and the further facts."),
            section.Duration("every", TimeSpan.FromSeconds(1), TimeSpan.Zero, TimeSpan.FromDays(30), "The time between values, and between lines without stamps."),
            new Dictionary<EdgeKind, int>
            {
                [EdgeKind.Fire] = (int)section.Integer("fires", 0, 0, 100_000, "How often it must fire."),
                [EdgeKind.Raise] = (int)section.Integer("raises", 0, 0, 100_000, "How often it must be raised."),
                [EdgeKind.Clear] = (int)section.Integer("clears", 0, 0, 100_000, "How often it must be cleared."),
            },
            section.Has("runs") ? runs : null,
            section);
        if (test.Lines.Count + test.Values.Count == 0)
        {
            section.Error(null, "A test needs `lines:` or `values:`.");
        }

        return test;
    }

    public static void Check(Watch watch, IReadOnlyList<WatchTest> tests)
    {
        for (var i = 0; i < tests.Count; i++)
        {
            if (!Suits(watch.Source, tests[i]))
            {
                continue;
            }

            var (found, done) = Run(watch, tests[i]);
            foreach (var (kind, expected) in tests[i].Expected.Where(pair => found.GetValueOrDefault(pair.Key) != pair.Value))
            {
                var key = kind switch { EdgeKind.Fire => "fires", EdgeKind.Raise => "raises", _ => "clears" };
                tests[i].Section.Fails(key, $"Test {i + 1} fails: it {Did(kind, found.GetValueOrDefault(kind))}, and should {ShouldHave(kind, expected)}.");
            }

            if (tests[i].Runs is { } runs && !runs.SequenceEqual(done))
            {
                var at = runs.Zip(done).TakeWhile(pair => pair.First == pair.Second).Count();
                tests[i].Section.Fails("runs", $"Test {i + 1} fails: as number {at + 1} it would {Step(done, at)}, and should {Step(runs, at)}.");
            }
        }
    }

    /// <summary>Whether the source could say what the example has it say; notes an error where it could not.</summary>
    private static bool Suits(Source source, WatchTest test)
    {
        var saysLines = source is FollowedSource;
        var (key, error) = (saysLines, test) switch
        {
            (true, { Values.Count: > 0 }) => ("values", $"What is watched says lines ({source.Identity}), and no values: write them under `lines:`."),
            (false, { Lines.Count: > 0 }) => ("lines", $"What is watched says values ({source.Identity}), and no lines: write them under `values:`."),
            (true, { Facts.Count: > 0 }) when source.Facts is { Count: 0 } => ("facts", $"What is watched says nothing besides its lines ({source.Identity})."),
            _ => (null, ""),
        };
        if (key is not null)
        {
            test.Section.Error(key, error);
        }

        return key is null;
    }

    private static (Dictionary<EdgeKind, int> Edges, List<string> Done) Run(Watch watch, WatchTest test)
    {
        var (found, done, triggers, policy) = (new Dictionary<EdgeKind, int>(), new List<string>(), new List<Trigger>(), new PolicyReplay(watch));
        var replay = new LineReplay(watch, TimeZoneInfo.Utc, Instant.Epoch + TimeSpan.FromDays(20_000), triggers.Add);
        var facts = new Facts(test.Facts);
        foreach (var line in test.Lines)
        {
            replay.Take(line, test.Every, facts);
            Note(replay.Now.Microseconds);
        }

        var left = MostBetween;
        foreach (var value in test.Values)
        {
            Pass(replay.NextValueAt);
            replay.TakeValue(value == "unknown" ? Reading.Unknown("the test says so") : Reading.Of(value), facts, test.Every);
            Note(replay.Now.Microseconds);
        }

        return (found, done);

        // What the daemon would do by itself meanwhile: deadlines come, cooldowns end, what still holds is acted upon again.
        void Pass(long until)
        {
            for (var at = Math.Max(replay.Now.Microseconds, Next()); at < until && left-- > 0; at = Math.Max(at + 1, Next()))
            {
                replay.Evaluator.Advance(at);
                Note(at);
            }
        }

        long Next() => Math.Min(replay.Evaluator.NextWake, policy.NextDue(replay.Evaluator.Standing(0)));

        void Note(long now)
        {
            foreach (var trigger in triggers.Where(trigger => !trigger.IsUnknown))
            {
                found[trigger.Kind] = found.GetValueOrDefault(trigger.Kind) + 1;
            }

            var due = policy.Take(triggers, replay.Evaluator.Standing(now), now);
            done.AddRange(due.Where(one => one.Acts).SelectMany(one => StepText.Of(one.Trigger)));
            triggers.Clear();
        }
    }

    private static string Step(IReadOnlyList<string> steps, int at) => at < steps.Count ? $"“{steps[at]}”" : at == 0 ? "do nothing" : "do nothing more";

    private static string Did(EdgeKind kind, int count) => (kind, count) switch
    {
        (EdgeKind.Fire, 0) => "never fired",
        (EdgeKind.Fire, _) => $"fired {Times(count)}",
        (_, 0) => $"was never {Done(kind)}",
        _ => $"was {Done(kind)} {Times(count)}",
    };

    private static string ShouldHave(EdgeKind kind, int count)
    {
        var what = kind == EdgeKind.Fire ? "fired" : $"been {Done(kind)}";
        return count == 0 ? $"never have {what}" : $"have {what} {Times(count)}";
    }

    private static string Done(EdgeKind kind) => kind == EdgeKind.Raise ? "raised" : "cleared";

    private static string Times(int count) => count == 1 ? "once" : $"{count} times";
}
