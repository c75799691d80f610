using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Tests.Core.Data;

namespace Watchkeeper.Tests.Core.Events;

public sealed class EventCountTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Events_are_counted_by_slice_type_and_severity(TestEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var start = test.Clock.Now;
        Task AppendAsync(int seconds, string type, Severity severity) => test.Journal.AppendAsync(
            new EventDraft(type, severity, "", "Something.") { At = new Moment(start + TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(seconds), true) });
        await AppendAsync(0, "disks.io-error", Severity.Error);
        await AppendAsync(9, "disks.io-error", Severity.Error);
        await AppendAsync(9, "canaries.late", Severity.Error);
        await AppendAsync(99, "disks.io-error", Severity.Warning);
        await AppendAsync(100, "disks.io-error", Severity.Error);

        var counts = test.Journal.Count(new EventQuery { Since = start, Until = start + TimeSpan.FromSeconds(100) }, slices: 10);

        Assert.Equal(
            [new EventCount(0, "canaries.late", Severity.Error, 1), new EventCount(0, "disks.io-error", Severity.Error, 2), new EventCount(9, "disks.io-error", Severity.Warning, 1)],
            counts.OrderBy(count => count.Slice).ThenBy(count => count.Type, StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_range_that_slices_do_not_divide_counts_its_last_events_in_the_last_slice(TestEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var start = test.Clock.Now;
        await test.Journal.AppendAsync(new EventDraft("a.b", Severity.Info, "x", "Last.") { At = new Moment(new Instant(start.Microseconds + 99), default, true) });

        var counts = test.Journal.Count(new EventQuery { Since = start, Until = new Instant(start.Microseconds + 100), Subject = "x" }, slices: 7);

        Assert.Equal([new EventCount(6, "a.b", Severity.Info, 1)], counts);
    }
}
