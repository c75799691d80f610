using System.Text.Json.Nodes;
using Watchkeeper.Core.Events;
using Watchkeeper.Tests.Core.Data;

namespace Watchkeeper.Tests.Core.Events;

public sealed class JournalTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task An_event_comes_back_as_it_was_appended(TestEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var draft = new EventDraft("disks.io-error", Severity.Error, "wwid-1", "Sector 7 cannot be read.")
        {
            Fields = new JsonObject { ["sector"] = 7, ["device"] = "sda" },
            Recipients = ["mailto:ops@example.org", "https://example.org/hook"],
        };

        var appended = await test.Journal.AppendAsync(draft);

        var read = Assert.Single(test.Journal.Read(new EventQuery()));
        Assert.Equal(appended with { Fields = null, Recipients = [] }, read with { Fields = null, Recipients = [] });
        Assert.Equal(draft.Recipients, read.Recipients);
        Assert.Equal(draft.Fields.ToJsonString(), read.Fields!.ToJsonString());
        Assert.Equal(1, read.Seq);
        Assert.Equal(TestDatabase.Host.Id, read.Host);
        Assert.Equal(test.Clock.BootId, read.BootId);
        Assert.Equal(test.Clock.Read(), read.Time);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_follower_is_given_each_event_once_and_in_order(TestEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        await test.Journal.AppendAsync(new EventDraft("a.before", Severity.Info, "", "Before."));
        var followed = test.Journal.FollowAsync(new EventQuery { Types = ["a.*"] }, null, CancellationToken.None);

        for (var i = 0; i < 20; i++)
        {
            await test.Journal.AppendAsync(new EventDraft(i % 2 == 0 ? "a.even" : "b.odd", Severity.Info, i.ToString(), "Now."));
        }

        var seen = await followed.Take(10).ToListAsync();
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (2 * i).ToString()), seen.Select(item => item.Subject));
    }
}
