using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Time;
using Watchkeeper.Watches.Conditions;
using Watchkeeper.Watches.Replay;

namespace Watchkeeper.Watches.Options;

/// <summary>An example that a watch carries: what its source says, and what must come of it.</summary>
internal sealed record WatchTest(IReadOnlyList<string> Lines, IReadOnlyList<string> Values, TimeSpan Every, IReadOnlyDictionary<EdgeKind, int> Expected);

/// <summary>Reads the examples and holds the watch to them, each time the configuration is read.</summary>
internal static class WatchTests
{
    public static WatchTest Read(Section section)
    {
        var test = new WatchTest(
            section.Texts("lines", [], "Lines, in order; their stamps are the time."),
            section.Texts("values", [], "Values, in order; “unknown” is none."),
            section.Duration("every", TimeSpan.FromSeconds(1), TimeSpan.Zero, TimeSpan.FromDays(30), "The time between values, and between lines without stamps."),
            new Dictionary<EdgeKind, int>
            {
                [EdgeKind.Fire] = (int)section.Integer("fires", 0, 0, 100_000, "How often it must fire."),
                [EdgeKind.Raise] = (int)section.Integer("raises", 0, 0, 100_000, "How often it must be raised."),
                [EdgeKind.Clear] = (int)section.Integer("clears", 0, 0, 100_000, "How often it must be cleared."),
            });
        if (test.Lines.Count + test.Values.Count == 0)
        {
            section.Error(null, "A test needs `lines:` or `values:`.");
        }

        return test;
    }

    public static void Check(Section section, Watch watch, IReadOnlyList<WatchTest> tests)
    {
        for (var i = 0; i < tests.Count; i++)
        {
            var found = Run(watch, tests[i]);
            foreach (var (kind, expected) in tests[i].Expected.Where(pair => found.GetValueOrDefault(pair.Key) != pair.Value))
            {
                var verb = kind switch { EdgeKind.Fire => "fired", EdgeKind.Raise => "was raised", _ => "was cleared" };
                section.Fails("tests", $"Test {i + 1} fails: it {verb} {Times(found.GetValueOrDefault(kind))}, and should have {Times(expected)}.");
            }
        }
    }

    private static Dictionary<EdgeKind, int> Run(Watch watch, WatchTest test)
    {
        var found = new Dictionary<EdgeKind, int>();
        var replay = new LineReplay(watch, TimeZoneInfo.Utc, Instant.Epoch + TimeSpan.FromDays(20_000), trigger =>
        {
            if (!trigger.IsUnknown)
            {
                found[trigger.Kind] = found.GetValueOrDefault(trigger.Kind) + 1;
            }
        });
        foreach (var line in test.Lines)
        {
            replay.Take(line, test.Every);
        }

        foreach (var value in test.Values)
        {
            replay.TakeValue(value == "unknown" ? Reading.Unknown("the test says so") : Reading.Of(value), test.Every);
        }

        return found;
    }

    private static string Times(int count) => count switch { 0 => "never", 1 => "once", _ => $"{count} times" };
}
