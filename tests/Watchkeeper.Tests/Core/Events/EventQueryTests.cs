using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Tests.Core.Data;
using Watchkeeper.Tests.Core.Time;

namespace Watchkeeper.Tests.Core.Events;

public sealed class EventQueryTests
{
    private static readonly string[] Types = ["disks.io-error", "disks.link-reset", "uptime.host-started", "canaries.late", "a_b.c%d"];
    private static readonly string[] Subjects = ["", "sda", "SDA", "a'b", "ß"];

    /// <summary>Whatever is asked, SQL gives what plain filtering of all events gives.</summary>
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_query_gives_what_its_conditions_say(TestEngine engine)
    {
        var clock = new FakeHostClock();
        await using var test = await TestDatabase.OpenAsync(engine, clock);
        var other = await test.OpenAnotherAsync(new HostIdentity("33333333333333333333333333333333", "beta"));
        var random = new Random(20260507);
        for (var i = 0; i < 300; i++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(random.Next(0, 3)));
            await (i % 3 == 0 ? other : test.Database).WriteAsync(
                transaction => transaction.Append(new EventDraft(Pick(random, Types), (Severity)random.Next(8), Pick(random, Subjects), $"Number {i}.")),
                Durability.Periodic);
        }

        var all = test.Journal.Read(new EventQuery());
        Assert.Equal(300, all.Count);
        Assert.Equal(all.OrderBy(item => item.Time.Wall).ThenBy(item => item.Host, StringComparer.Ordinal).ThenBy(item => item.Seq), all);
        for (var i = 0; i < 200; i++)
        {
            var query = RandomQuery(random, all);
            var expected = all.Where(item => Holds(query, item)).TakeLast(query.Limit ?? int.MaxValue).Select(item => item.Time.Wall);
            var found = test.Journal.Read(query);
            Assert.All(found, item => Assert.True(Holds(query, item)));
            Assert.Equal(expected, found.Select(item => item.Time.Wall));
            Assert.Equal(found.Count, found.DistinctBy(item => item.Id).Count());
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_journal_of_many_kinds_is_asked_in_parts(TestEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        await test.Database.WriteAsync(
            transaction =>
            {
                for (var i = 0; i < 950; i++)
                {
                    transaction.Append(new EventDraft($"many.kind-{i}", Severity.Info, "", $"Number {i}."));
                }
            },
            Durability.Durable);

        Assert.Equal(950, test.Journal.Read(new EventQuery()).Count);
        Assert.Equal(
            Enumerable.Range(940, 10).Select(i => $"Number {i}."), test.Journal.Read(new EventQuery { Limit = 10 }).Select(item => item.Message));
    }

    private static bool Holds(EventQuery query, Event item) =>
        (query.Types.Count == 0 || query.Types.Any(glob => glob == item.Type || (glob.EndsWith('*') && item.Type.StartsWith(glob[..^1], StringComparison.Ordinal))))
        && (query.Severity is null || item.Severity <= query.Severity)
        && (query.Subject is null || item.Subject == query.Subject)
        && (query.Host is null || item.Host == query.Host)
        && (query.Since is null || item.Time.Wall >= query.Since)
        && (query.Until is null || item.Time.Wall < query.Until);

    private static EventQuery RandomQuery(Random random, IReadOnlyList<Event> all) => new()
    {
        Types = random.Next(3) switch { 0 => [], 1 => ["disks.*", "canaries.late"], _ => [Pick(random, Types)] },
        Severity = random.Next(2) == 0 ? null : (Severity)random.Next(8),
        Subject = random.Next(3) == 0 ? Pick(random, Subjects) : null,
        Host = random.Next(3) == 0 ? all[random.Next(all.Count)].Host : null,
        Since = random.Next(3) == 0 ? all[random.Next(all.Count)].Time.Wall : null,
        Until = random.Next(3) == 0 ? all[random.Next(all.Count)].Time.Wall : null,
        Limit = random.Next(3) == 0 ? random.Next(1, 20) : null,
    };

    private static string Pick(Random random, string[] from) => from[random.Next(from.Length)];
}
