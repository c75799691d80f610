using Watchkeeper.Core;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Events;

namespace Watchkeeper.Tests.Host;

public sealed class EventIdTests
{
    [Fact]
    public void It_holds_the_place_in_each_host_and_reads_back()
    {
        var id = new EventId(start: null);

        id.After(Event("b", 7));
        id.After(Event("a", 3));
        var text = id.After(Event("b", 8));

        Assert.Equal("a:3,b:8", text);
        Assert.Equal(new Dictionary<string, long> { ["a"] = 3, ["b"] = 8 }, EventId.Parse(text).Seen);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("a:")]
    [InlineData(":3")]
    [InlineData("a:-1")]
    [InlineData("a:1,,b:2")]
    [InlineData("a:99999999999999999999")]
    public void Anything_else_is_refused(string text) => Assert.Equal(ProblemKind.BadRequest, Assert.Throws<ProblemException>(() => EventId.Parse(text)).Kind);

    private static Event Event(string host, long seq) =>
        new(Guid.NewGuid(), host, seq, Guid.NewGuid(), new Moment(Instant.Epoch, TimeSpan.Zero, Trusted: true), "test.happened", Severity.Info, "", "It happened.", [], null);
}
