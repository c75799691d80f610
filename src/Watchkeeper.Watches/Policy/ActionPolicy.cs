using Watchkeeper.Core.Text;
using Watchkeeper.Watches.Conditions;

namespace Watchkeeper.Watches.Policy;

/// <summary>
/// When an action may run: pure functions from (state, time) to (state, decision). Times are microseconds of the host's boot time carried over restarts,
/// so that a clock set back suppresses nothing.
/// </summary>
internal sealed record ActionPolicy
{
    /// <summary>At least so long between the starts of two runs.</summary>
    public TimeSpan Cooldown { get; init; }

    /// <summary>The cooldown doubles with each run up to this; zero: it does not grow.</summary>
    public TimeSpan CooldownMax { get; init; }

    /// <summary>What still holds is acted upon again so long after the last start; zero: never.</summary>
    public TimeSpan Repeat { get; init; }

    /// <summary>A quiet time after which the cooldown and the retry delay begin small again.</summary>
    public TimeSpan ResetAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How often a failed run is tried again.</summary>
    public int Retries { get; init; } = 3;

    public TimeSpan RetryFirst { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan RetryMax { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Each retry delay is moved by up to this share of itself, either way, so that many hosts do not knock together.</summary>
    public double Jitter { get; init; } = 0.2;

    /// <summary>So many runs within <see cref="LimitWithin"/>, then it gives up; zero: never.</summary>
    public int LimitRuns { get; init; }

    public TimeSpan LimitWithin { get; init; } = TimeSpan.FromHours(1);

    /// <summary>After giving up: a time without any trigger, after which it is armed again.</summary>
    public TimeSpan RearmAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>What happened longer ago than this is not acted upon.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Takes note of a trigger before anything is decided about it: whether anything is due. What lasts is a level and no blow: <c>then</c> is due while it
    /// holds, however long something keeps it from being done, and <c>after</c> only where <c>then</c> was done.
    /// </summary>
    public static (PolicyState State, bool IsDue) Meet(PolicyState state, EdgeKind kind, bool hasThen, bool hasAfter) => kind switch
    {
        EdgeKind.Raise when hasThen && state.Standing == Standing.Even => (state with { Standing = Standing.Unanswered }, true),
        EdgeKind.Raise => (state, hasThen),
        EdgeKind.Clear when hasAfter && state.Standing != Standing.Unanswered => (state, true),
        EdgeKind.Clear => (state with { Standing = Standing.Even }, false),
        _ => (state, true),
    };

    /// <summary>Whether what is due may be done now. The end of something is never held back by a cooldown or a limit.</summary>
    public (PolicyState State, Decision Decision) Decide(PolicyState state, EdgeKind kind, TimeSpan age, long now)
    {
        if (kind == EdgeKind.Clear)
        {
            var decision = state.Standing == Standing.Unanswered ? Decision.NothingToUndo : age > MaxAge ? Decision.TooOld : Decision.Run;
            return (state with { Standing = Standing.Even }, decision);
        }

        var (after, due) = Decide(state, age, now);
        return (kind, due) switch
        {
            (EdgeKind.Raise, Decision.CoolingDown) => (state, Decision.Waits),

            // What was done once stays done, however its repetition ends.
            (EdgeKind.Raise, Decision.Run) when state.Standing != Standing.Answered => (after with { Standing = Standing.Answering }, due),
            _ => (after, due),
        };
    }

    /// <summary>When what still holds is to be acted upon again. That it holds is no new trigger, so it may hold until giving up is over.</summary>
    public long NextRepeat(PolicyState state) =>
        Math.Max(NextStart(state), state.LastStart == long.MinValue ? long.MinValue : state.LastStart + Micro(Repeat));

    /// <summary>When a run may start next, the end of giving up included; a time in the past: now.</summary>
    public long NextStart(PolicyState state) => Math.Max(NextPossible(state), state.GaveUp ? state.LastTrigger + Micro(RearmAfter) : long.MinValue);

    /// <summary>Whether something that happened <paramref name="age"/> ago may start a run now.</summary>
    public (PolicyState State, Decision Decision) Decide(PolicyState state, TimeSpan age, long now)
    {
        var armed = state.GaveUp && now - state.LastTrigger >= Micro(RearmAfter)
            ? state with { GaveUp = false, Starts = [], Streak = 0, Failures = 0 }
            : state;
        var triggered = armed with { LastTrigger = now };
        if (age > MaxAge)
        {
            return (Suppressed(triggered), Decision.TooOld);
        }

        if (triggered.GaveUp)
        {
            return (Suppressed(triggered), Decision.HasGivenUp);
        }

        if (NextPossible(armed) > now)
        {
            return (Suppressed(triggered), Decision.CoolingDown);
        }

        return IsSpent(armed, now)
            ? (Suppressed(triggered) with { GaveUp = true }, Decision.GivesUp)
            : (Started(triggered, now), Decision.Run);
    }

    /// <summary>A decision, as a clause for people.</summary>
    public string Explain(Decision decision) => decision switch
    {
        Decision.Run => "its steps run",
        Decision.CoolingDown => "nothing is done: the cooldown has not ended",
        Decision.TooOld => $"nothing is done: it is older than {Durations.Format(MaxAge)}",
        Decision.Waits => "it waits for the cooldown to end",
        Decision.NotDue => "nothing is to be done",
        Decision.NothingToUndo => "nothing is done: what it would undo was not done",
        Decision.GivesUp => "nothing is done: the limit is reached, it gives up",
        Decision.HasGivenUp => "nothing is done: it has given up",
        _ => "nothing is done: it is held",
    };

    /// <summary>What follows a failed run: when to try again, or null when there are no tries left.</summary>
    /// <param name="attempt">The run that failed: 1 for the first.</param>
    /// <param name="chance">0 to below 1.</param>
    public (PolicyState State, TimeSpan? Delay) AfterFailure(PolicyState state, int attempt, long now, double chance)
    {
        var isQuiet = state.LastFailure == long.MinValue || now - state.LastFailure >= Micro(ResetAfter);
        var failed = state with { Failures = isQuiet ? 1 : state.Failures + 1, LastFailure = now };
        if (attempt > Retries)
        {
            return (failed, null);
        }

        var delay = Math.Min(RetryMax.TotalSeconds, RetryFirst.TotalSeconds * Math.Pow(2, Math.Min(failed.Failures - 1, 40)));
        return (failed, TimeSpan.FromSeconds(delay * (1 + (Jitter * ((2 * chance) - 1)))));
    }

    public static PolicyState AfterSuccess(PolicyState state) => state with
    {
        Failures = 0,
        LastFailure = long.MinValue,
        Standing = state.Standing == Standing.Answering ? Standing.Answered : state.Standing,
    };

    /// <summary>A run ended, and what it was to do is not done: there is nothing to undo.</summary>
    public static PolicyState NotDone(PolicyState state) => state.Standing == Standing.Answering ? state with { Standing = Standing.Unanswered } : state;

    /// <summary>A retry starts: it counts towards the limit like any run. False when the limit is reached: it gives up.</summary>
    public bool TryRetry(PolicyState state, long now, out PolicyState after)
    {
        var spent = IsSpent(state, now);
        after = spent ? state with { GaveUp = true } : Started(state, now);
        return !spent;
    }

    /// <summary>When the cooldown ends; a time in the past when a run may start now.</summary>
    public long NextPossible(PolicyState state)
    {
        if (state.LastStart == long.MinValue || Cooldown == TimeSpan.Zero)
        {
            return long.MinValue;
        }

        var grown = CooldownMax > Cooldown
            ? Math.Min(CooldownMax.TotalSeconds, Cooldown.TotalSeconds * Math.Pow(2, Math.Min(state.Streak - 1, 40)))
            : Cooldown.TotalSeconds;
        return state.LastStart + (long)(grown * 1e6);
    }

    private PolicyState Started(PolicyState state, long now)
    {
        var isQuiet = state.LastStart == long.MinValue || now - state.LastStart >= Math.Max(Micro(ResetAfter), NextPossible(state) - state.LastStart + 1);
        return state with
        {
            LastStart = now,
            Streak = isQuiet ? 1 : state.Streak + 1,
            Starts = LimitRuns == 0 ? [] : [.. state.Starts.Where(start => start > now - Micro(LimitWithin)), now],
        };
    }

    private bool IsSpent(PolicyState state, long now) =>
        LimitRuns > 0 && state.Starts.Count(start => start > now - Micro(LimitWithin)) >= LimitRuns;

    private static PolicyState Suppressed(PolicyState state) => state with { Suppressed = state.Suppressed + 1 };

    private static long Micro(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;
}

/// <summary>What the policy says to a trigger.</summary>
internal enum Decision
{
    Run,

    /// <summary>Not yet: it lasts, and is decided anew when what is in the way has ended.</summary>
    Waits,
    CoolingDown,
    TooOld,

    /// <summary>The limit was reached just now: the one time to say so.</summary>
    GivesUp,
    HasGivenUp,

    /// <summary>It is silenced, or something explains it.</summary>
    Held,

    /// <summary>Nothing is to be done at its beginning, or nothing was done that its end would undo.</summary>
    NotDue,

    /// <summary>It was over while its beginning was being acted upon, which came to nothing.</summary>
    NothingToUndo,
}
