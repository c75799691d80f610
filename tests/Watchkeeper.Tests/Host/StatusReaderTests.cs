using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Watchkeeper.Core;
using Watchkeeper.Core.Contracts;
using Watchkeeper.Core.Time;
using Watchkeeper.Status;
using Watchkeeper.Tests.Core.Data;
using Watchkeeper.Tests.Core.Time;

namespace Watchkeeper.Tests.Host;

/// <summary>The status is shown whatever a room does.</summary>
public sealed class StatusReaderTests
{
    [Fact]
    public async Task A_room_that_hangs_keeps_nobody_waiting()
    {
        var never = new TaskCompletionSource<StatusReport>();
        var clock = new FakeHostClock();
        await using var database = await TestDatabase.OpenAsync(TestEngine.Sqlite);

        var reading = Read(database.Database, clock, () => new(never.Task), () => Line("Load", "fine"));
        while (await Task.WhenAny(reading, Task.Delay(10)) != reading)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(["Host: not known: it did not answer within 5 s", "Load: fine"], Lines(await reading));
    }

    [Fact]
    public async Task A_room_that_fails_says_so_and_a_defect_shows_no_details()
    {
        await using var database = await TestDatabase.OpenAsync(TestEngine.Sqlite);

        var status = await Read(
            database.Database, new FakeHostClock(), () => throw new ProblemException(ProblemKind.Unavailable, "The moon is full."), () => throw new InvalidOperationException("secret"));

        Assert.Equal(["Host: not known: The moon is full.", "Host: not known: it failed; the log says more"], Lines(status));
        Assert.Equal("warning", (string?)status["severity"]);
    }

    private static Task<JsonObject> Read(Watchkeeper.Core.Data.Database database, HostClock clock, params Func<ValueTask<StatusReport>>[] rooms) => new StatusReader(
        rooms.Select((room, i) => new Section(i, room)), database, HostIdentity.Of("test"), clock, NullLogger<StatusReader>.Instance).ReadAsync(CancellationToken.None);

    private static ValueTask<StatusReport> Line(string label, string text) => ValueTask.FromResult(new StatusReport([], [new StatusLine(label, text)]));

    private static IEnumerable<string> Lines(JsonObject status) => status["lines"]!.AsArray().Select(line => $"{line!["label"]}: {line["text"]}");

    private sealed class Section(int order, Func<ValueTask<StatusReport>> read) : IStatusSection
    {
        public int Order => order;

        public ValueTask<StatusReport> ReadAsync(CancellationToken cancellation) => read();
    }
}
