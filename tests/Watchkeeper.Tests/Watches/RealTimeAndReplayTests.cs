using System.Globalization;
using System.Text;
using Watchkeeper.Core.Time;
using Watchkeeper.Watches;
using Watchkeeper.Watches.Matching;
using Watchkeeper.Watches.Replay;

namespace Watchkeeper.Tests.Watches;

/// <summary>A day of log gives the same firings however it arrives: line by line as time passes, in chunks of any size, or replayed at full speed.</summary>
public sealed class RealTimeAndReplayTests
{
    private const string Rules = """
        threshold: { watch: { file: /x }, time: event, when: { regex: 'fail from (?<ip>\S+)', key: ip, count: 5, within: 10m } }
        pair: { watch: { file: /x }, time: event, when: { regex: 'job (?<id>\d+) begins', followed_by: { regex: 'job (?<id>\d+) ends' }, within: 5m, key: id } }
        hangs: { watch: { file: /x }, time: event, when: { regex: 'job (?<id>\d+) begins', not_followed_by: { regex: 'job (?<id>\d+) ends' }, within: 5m, key: id } }
        silent: { watch: { file: /x }, time: event, when: { contains: tick, silent_for: 3m } }
        lasts: { watch: { file: /x }, time: event, when: { contains: error, lasts: 10m } }
        level: { watch: { file: /x }, time: event, when: { regex: 'load (?<load>\d+)', value: load, above: 80, for: 2m, hysteresis: 10 } }
        """;

    [Fact]
    public void A_day_of_log_gives_the_same_firings_live_and_replayed()
    {
        var lines = Day();
        var watches = WatchesWritten.Options(Rules).Watches.Where(watch => !watch.IsDefault).ToList();
        var replayed = watches.SelectMany(watch => Replayed(watch, lines)).Order(StringComparer.Ordinal).ToList();

        Assert.All(watches, watch => Assert.Contains(replayed, fired => fired.StartsWith(watch.Name, StringComparison.Ordinal)));
        Assert.Equal(replayed, Live(watches, lines, chunkLines: 1, ticks: true));
        Assert.Equal(replayed, Live(watches, lines, chunkLines: 1000, ticks: false));
    }

    private static List<string> Replayed(Watch watch, List<(long Second, string Line)> lines)
    {
        var fired = new List<string>();
        var replay = new LineReplay(watch, TimeZoneInfo.Utc, new Instant((lines[^1].Second + 1) * 1_000_000), trigger => fired.Add(Text(trigger)));
        foreach (var (_, line) in lines)
        {
            replay.Take(line, TimeSpan.FromSeconds(1));
        }

        return fired;
    }

    /// <summary>As the daemon does it: chunks of bytes, all watches in one pass, and a clock that ticks between the lines.</summary>
    private static List<string> Live(List<Watch> watches, List<(long Second, string Line)> lines, int chunkLines, bool ticks)
    {
        var fired = new List<string>();
        var evaluators = watches.Select(watch => new Evaluator(watch, trigger => fired.Add(Text(trigger)))).ToList();
        evaluators.ForEach(evaluator => evaluator.Begin(lines[0].Second * 1_000_000));
        var engine = new LineEngine(evaluators, TimeZoneInfo.Utc, new MatchCount());
        foreach (var chunk in lines.Chunk(chunkLines))
        {
            var now = chunk[^1].Second;
            engine.Scan(Encoding.UTF8.GetBytes(string.Concat(chunk.Select(line => line.Line + "\n"))), new LineClock(now * 1_000_000, new Instant(now * 1_000_000)) { ReadsStamps = true });
            if (ticks)
            {
                engine.Advance(now * 1_000_000, sinceLast: 200_000);
            }
        }

        evaluators.ForEach(evaluator => evaluator.Advance(lines[^1].Second * 1_000_000));
        return [.. fired.Order(StringComparer.Ordinal)];
    }

    private static string Text(Trigger trigger) => string.Create(CultureInfo.InvariantCulture, $"{trigger.Watch.Name} {trigger.At} {trigger.Kind} {trigger.Key}");

    private static List<(long Second, string Line)> Day()
    {
        var random = new Random(42);
        var start = DateTimeOffset.Parse("2026-11-20T00:00:00Z", CultureInfo.InvariantCulture).ToUnixTimeSeconds();
        var lines = new List<(long, string)>();
        for (var second = start; second < start + 86_400; second += random.Next(1, 25))
        {
            var text = random.Next(8) switch
            {
                0 => $"fail from 10.0.0.{random.Next(4)}",
                1 => $"job {random.Next(6)} begins",
                2 => $"job {random.Next(6)} ends",
                3 => random.Next(3) == 0 ? "tick" : "tock",
                4 => random.Next(40) == 0 ? "an error" : "nothing",
                5 or 6 => $"load {(second / 1800 % 2 == 0 ? 85 : 60) + random.Next(10)}",
                _ => "nothing at all",
            };
            lines.Add((second, $"{DateTimeOffset.FromUnixTimeSeconds(second):yyyy-MM-ddTHH:mm:ssZ} host app: {text}"));
        }

        lines.Add((start + 86_400, $"{DateTimeOffset.FromUnixTimeSeconds(start + 86_400):yyyy-MM-ddTHH:mm:ssZ} host app: the end"));
        return lines;
    }
}
