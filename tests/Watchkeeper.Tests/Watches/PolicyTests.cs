using Watchkeeper.Watches.Conditions;
using Watchkeeper.Watches.Policy;

namespace Watchkeeper.Tests.Watches;

public sealed class PolicyTests
{
    private const long Second = 1_000_000;

    [Fact]
    public void A_cooldown_suppresses_and_counts_and_ends_to_the_microsecond()
    {
        var policy = new ActionPolicy { Cooldown = TimeSpan.FromSeconds(30) };
        var (state, first) = policy.Decide(PolicyState.Fresh, TimeSpan.Zero, 0);
        (state, var second) = policy.Decide(state, TimeSpan.Zero, (30 * Second) - 1);
        (state, var third) = policy.Decide(state, TimeSpan.Zero, 30 * Second);

        Assert.Equal((Decision.Run, Decision.CoolingDown, Decision.Run), (first, second, third));
        Assert.Equal(1, state.Suppressed);
    }

    [Fact]
    public void A_growing_cooldown_doubles_up_to_its_limit_and_is_small_again_after_a_quiet_time()
    {
        var policy = new ActionPolicy { Cooldown = TimeSpan.FromSeconds(1), CooldownMax = TimeSpan.FromSeconds(5), ResetAfter = TimeSpan.FromSeconds(60) };
        var (state, now) = (PolicyState.Fresh, 0L);
        var waits = new List<long>();
        for (var i = 0; i < 5; i++)
        {
            (state, var decision) = policy.Decide(state, TimeSpan.Zero, now);
            Assert.Equal(Decision.Run, decision);
            waits.Add((policy.NextPossible(state) - now) / Second);
            now = policy.NextPossible(state);
        }

        Assert.Equal([1, 2, 4, 5, 5], waits);
        (state, _) = policy.Decide(state, TimeSpan.Zero, now + (61 * Second));
        Assert.Equal(1 * Second, policy.NextPossible(state) - state.LastStart);
    }

    [Fact]
    public void It_gives_up_once_and_is_armed_again_by_quiet_alone()
    {
        var policy = new ActionPolicy { LimitRuns = 3, LimitWithin = TimeSpan.FromMinutes(1), RearmAfter = TimeSpan.FromMinutes(5) };
        var (state, decisions) = (PolicyState.Fresh, new List<Decision>());
        for (var i = 0; i < 400; i++)
        {
            (state, var decision) = policy.Decide(state, TimeSpan.Zero, i * Second);
            decisions.Add(decision);
        }

        // Triggers without a pause keep it quiet, however long they go on.
        Assert.Equal([Decision.Run, Decision.Run, Decision.Run, Decision.GivesUp], decisions.Take(4));
        Assert.All(decisions.Skip(4), decision => Assert.Equal(Decision.HasGivenUp, decision));
        (_, var early) = policy.Decide(state, TimeSpan.Zero, (399 + 299) * Second);
        (_, var late) = policy.Decide(state, TimeSpan.Zero, (399 + 300) * Second);
        Assert.Equal((Decision.HasGivenUp, Decision.Run), (early, late));
    }

    [Fact]
    public void Runs_outside_the_window_do_not_count_towards_the_limit()
    {
        var policy = new ActionPolicy { LimitRuns = 3, LimitWithin = TimeSpan.FromMinutes(1) };
        var state = PolicyState.Fresh;
        for (var i = 0; i < 100; i++)
        {
            (state, var decision) = policy.Decide(state, TimeSpan.Zero, i * 25 * Second);
            Assert.Equal(Decision.Run, decision);
        }

        Assert.Equal(3, state.Starts.Length);
    }

    [Fact]
    public void What_is_too_old_starts_nothing_and_no_cooldown()
    {
        var policy = new ActionPolicy { MaxAge = TimeSpan.FromMinutes(1), Cooldown = TimeSpan.FromHours(1) };
        var (state, old) = policy.Decide(PolicyState.Fresh, TimeSpan.FromMinutes(2), 0);
        (_, var present) = policy.Decide(state, TimeSpan.FromMinutes(1), 1);

        Assert.Equal((Decision.TooOld, Decision.Run), (old, present));
    }

    [Fact]
    public void Retries_back_off_with_jitter_until_there_are_none_left()
    {
        var policy = new ActionPolicy { Retries = 4, RetryFirst = TimeSpan.FromSeconds(1), RetryMax = TimeSpan.FromSeconds(3), Jitter = 0.5 };
        var (state, delays) = (PolicyState.Fresh, new List<double?>());
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            (state, var delay) = policy.AfterFailure(state, attempt, attempt * Second, chance: 0.5);
            delays.Add(delay?.TotalSeconds);
        }

        Assert.Equal([1, 2, 3, 3, null], delays);
        Assert.Equal(0.5, policy.AfterFailure(PolicyState.Fresh, 1, 0, chance: 0).Delay!.Value.TotalSeconds);
        Assert.Equal(1.5, policy.AfterFailure(PolicyState.Fresh, 1, 0, chance: 0.999_999_999).Delay!.Value.TotalSeconds, 3);
    }

    [Fact]
    public void The_delay_begins_small_again_after_a_success_or_a_stable_time()
    {
        var policy = new ActionPolicy { Retries = 100, RetryFirst = TimeSpan.FromSeconds(1), RetryMax = TimeSpan.FromHours(1), Jitter = 0, ResetAfter = TimeSpan.FromMinutes(10) };
        var (state, _) = policy.AfterFailure(PolicyState.Fresh, 1, 0, 0);
        (state, _) = policy.AfterFailure(state, 2, Second, 0);

        Assert.Equal(4, policy.AfterFailure(state, 1, 2 * Second, 0).Delay!.Value.TotalSeconds);
        Assert.Equal(1, policy.AfterFailure(state, 1, 700 * Second, 0).Delay!.Value.TotalSeconds);
        Assert.Equal(1, policy.AfterFailure(ActionPolicy.AfterSuccess(state), 1, 2 * Second, 0).Delay!.Value.TotalSeconds);
    }

    [Fact]
    public void A_retry_counts_towards_the_limit()
    {
        var policy = new ActionPolicy { LimitRuns = 2, LimitWithin = TimeSpan.FromMinutes(1) };
        var (state, _) = policy.Decide(PolicyState.Fresh, TimeSpan.Zero, 0);
        Assert.True(policy.TryRetry(state, Second, out state));
        Assert.False(policy.TryRetry(state, 2 * Second, out state));
        Assert.True(state.GaveUp);
    }

    [Fact]
    public void What_lasts_is_a_level_that_is_answered_once_and_undone_once()
    {
        var policy = new ActionPolicy { Cooldown = TimeSpan.FromSeconds(30), LimitRuns = 2 };
        var (state, now) = (PolicyState.Fresh, 0L);
        Assert.Equal(Decision.Run, Say(EdgeKind.Raise));
        Assert.Equal(Decision.Run, Say(EdgeKind.Clear));

        // Within the cooldown it waits, as often as it is asked, and nothing is counted; what was never done is not undone.
        Assert.Equal(Decision.Waits, Say(EdgeKind.Raise));
        Assert.Equal(Decision.Waits, policy.Decide(state, EdgeKind.Raise, TimeSpan.Zero, now).Decision);
        Assert.Equal(0, state.Suppressed);
        Assert.Equal(Decision.NotDue, Say(EdgeKind.Clear));

        now = 30 * Second;
        Assert.Equal(Decision.Run, Say(EdgeKind.Raise));
        Assert.Equal(Decision.Run, Say(EdgeKind.Clear));

        // The limit binds both halves.
        now = 60 * Second;
        Assert.Equal(Decision.GivesUp, Say(EdgeKind.Raise));
        Assert.Equal(Decision.NotDue, Say(EdgeKind.Clear));

        Decision Say(EdgeKind kind)
        {
            (state, var isDue) = ActionPolicy.Meet(state, kind, hasThen: true, hasAfter: true);
            (state, var decision) = isDue ? policy.Decide(state, kind, TimeSpan.Zero, now) : (state, Decision.NotDue);
            return decision;
        }
    }

    [Fact]
    public void What_was_not_done_is_not_undone_and_what_may_have_been_is()
    {
        var policy = new ActionPolicy();
        Assert.Equal(Decision.NothingToUndo, AtTheEnd(ActionPolicy.NotDone));
        Assert.Equal(Decision.Run, AtTheEnd(ActionPolicy.AfterSuccess));
        Assert.Equal(Decision.Run, AtTheEnd(state => state));
        Assert.Equal(Decision.Run, AtTheEnd(state => ActionPolicy.NotDone(policy.Decide(ActionPolicy.AfterSuccess(state), EdgeKind.Raise, TimeSpan.Zero, Second).State)));

        // It is over while its beginning is still being acted upon.
        Decision AtTheEnd(Func<PolicyState, PolicyState> ends)
        {
            var (state, _) = ActionPolicy.Meet(PolicyState.Fresh, EdgeKind.Raise, hasThen: true, hasAfter: true);
            (state, _) = policy.Decide(state, EdgeKind.Raise, TimeSpan.Zero, 0);
            (state, var isDue) = ActionPolicy.Meet(state, EdgeKind.Clear, hasThen: true, hasAfter: true);
            Assert.True(isDue);
            return policy.Decide(PolicyState.Load(ends(state).Save()), EdgeKind.Clear, TimeSpan.Zero, 2 * Second).Decision;
        }
    }

    [Fact]
    public void What_still_holds_is_due_again_after_a_while_and_after_giving_up_is_over()
    {
        var policy = new ActionPolicy { Cooldown = TimeSpan.FromSeconds(5), Repeat = TimeSpan.FromSeconds(10), LimitRuns = 1, RearmAfter = TimeSpan.FromMinutes(5) };
        var (state, _) = policy.Decide(PolicyState.Fresh, EdgeKind.Raise, TimeSpan.Zero, 0);
        Assert.Equal(10 * Second, policy.NextRepeat(state));
        (state, _) = policy.Decide(state, EdgeKind.Raise, TimeSpan.Zero, 10 * Second);

        Assert.True(state.GaveUp);
        Assert.Equal(310 * Second, policy.NextRepeat(state));
    }

    [Fact]
    public void The_state_survives_its_stored_form()
    {
        var policy = new ActionPolicy { LimitRuns = 5, Cooldown = TimeSpan.FromSeconds(2) };
        var (state, _) = policy.Decide(PolicyState.Fresh, TimeSpan.Zero, 7);
        (state, _) = policy.Decide(state, TimeSpan.Zero, 8);
        (state, _) = policy.AfterFailure(state, 1, 9, 0.5);
        state = state with { Standing = Standing.Answered };
        var loaded = PolicyState.Load(state.Save());

        Assert.Equal(state.Starts, loaded.Starts);
        Assert.Equal(state with { Starts = [] }, loaded with { Starts = [] });
        Assert.Equal(PolicyState.Fresh, PolicyState.Load([1, 2, 3]));
    }
}
