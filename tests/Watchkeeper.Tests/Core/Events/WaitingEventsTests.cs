using Watchkeeper.Core.Events;
using Watchkeeper.Tests.Core.Data;

namespace Watchkeeper.Tests.Core.Events;

public sealed class WaitingEventsTests
{
    private static readonly EventQuery Everything = new() { AndWaiting = true };

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Told_ahead_an_event_is_seen_at_once_and_again_when_it_is_stored(TestEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var draft = Draft(test, "disks.io-error");
        var stored = new TaskCompletionSource();
        await using var follower = test.Journal.FollowAsync(Everything, null, CancellationToken.None).GetAsyncEnumerator();

        test.Journal.TellAhead([draft], stored.Task);

        Assert.True(await follower.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.Equal((draft.Id!.Value, false, draft.At!.Value), (follower.Current.Id, follower.Current.IsStored, follower.Current.Time));
        Assert.Equal([draft.Id.Value], test.Journal.Read(Everything).Select(one => one.Id));
        Assert.Empty(test.Journal.Read(new EventQuery()));
        Assert.Empty(test.Journal.Read(Everything with { Types = ["canaries.*"] }));

        await test.Journal.AppendAsync(draft);
        Assert.Single(test.Journal.Read(Everything));
        stored.SetResult();

        Assert.True(await follower.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.Equal((draft.Id.Value, 1, draft.At.Value), (follower.Current.Id, follower.Current.Seq, follower.Current.Time));
        Assert.Empty(test.Journal.Waiting);
        Assert.True(Assert.Single(test.Journal.Read(Everything)).IsStored);
    }

    [Fact]
    public async Task Who_comes_back_hears_what_still_waits_and_who_is_new_only_what_comes()
    {
        await using var test = await TestDatabase.OpenAsync(TestEngine.Sqlite);
        var never = new TaskCompletionSource().Task;
        test.Journal.TellAhead([Draft(test, "a.first")], never);
        await using var back = test.Journal.FollowAsync(Everything, new EventCursor(new Dictionary<string, long>()), CancellationToken.None).GetAsyncEnumerator();
        await using var fresh = test.Journal.FollowAsync(Everything, null, CancellationToken.None).GetAsyncEnumerator();
        await using var other = test.Journal.FollowAsync(new EventQuery(), null, CancellationToken.None).GetAsyncEnumerator();

        test.Journal.TellAhead([Draft(test, "a.second")], never);
        await test.Journal.AppendAsync(new EventDraft("a.third", Severity.Info, "", "Stored."));

        Assert.Equal(["a.first", "a.second", "a.third"], await TypesAsync(back, 3));
        Assert.Equal(["a.second", "a.third"], await TypesAsync(fresh, 2));
        Assert.Equal(["a.third"], await TypesAsync(other, 1));
    }

    [Fact]
    public async Task Only_the_newest_thousand_are_kept_to_be_shown()
    {
        await using var test = await TestDatabase.OpenAsync(TestEngine.Sqlite);

        test.Journal.TellAhead([.. Enumerable.Range(0, 1_200).Select(i => Draft(test, $"a.n{i}"))], new TaskCompletionSource().Task);

        Assert.Equal((1_000, "a.n200"), (test.Journal.Waiting.Count, test.Journal.Waiting[0].Type));
    }

    [Fact]
    public void What_comes_again_when_it_is_stored_passes_once()
    {
        var (once, id) = (new ToldOnce(), Guid.NewGuid());

        Assert.Equal([true, false, false], ((bool[])[false, false, true]).Select(stored => once.IsNews(id, stored)));
        Assert.True(once.IsNews(Guid.NewGuid(), isStored: true));
    }

    private static EventDraft Draft(TestDatabase test, string type) =>
        new(type, Severity.Error, "sda", "It fails.") { Id = Guid.NewGuid(), At = test.Clock.Read() };

    private static async Task<List<string>> TypesAsync(IAsyncEnumerator<Event> follower, int count)
    {
        var types = new List<string>();
        while (types.Count < count && await follower.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60)))
        {
            types.Add(follower.Current.Type);
        }

        return types;
    }
}
