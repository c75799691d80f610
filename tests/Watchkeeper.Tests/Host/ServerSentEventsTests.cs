using System.Text;
using Watchkeeper.CommandLine;

namespace Watchkeeper.Tests.Host;

public sealed class ServerSentEventsTests
{
    [Fact]
    public async Task Ids_data_comments_and_signs_of_life_are_told_apart()
    {
        var stream = "retry: 2000\n\n:\n\nid: h:1\ndata: one\n\ndata: two\ndata: lines\n\nevent: alive\ndata:\n\nid:h:3\nevent: message\ndata:three\n\ndata: unfinished";

        var read = new List<(string? Id, string Data)>();
        await foreach (var message in ServerSentEvents.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(stream)), CancellationToken.None))
        {
            read.Add(message);
        }

        Assert.Equal([("h:1", "one"), ("h:1", "two\nlines"), ("h:3", "three")], read);
    }
}
