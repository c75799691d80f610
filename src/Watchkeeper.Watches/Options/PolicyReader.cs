using Watchkeeper.Core.Configuration;
using Watchkeeper.Watches.Policy;

namespace Watchkeeper.Watches.Options;

/// <summary>Reads how often and how stubbornly the steps run.</summary>
internal static class PolicyReader
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(400);

    /// <param name="mends">Whether a step acts on a unit: one that still does not run is to be started again.</param>
    public static ActionPolicy Read(Section section, ActionPolicy basis, bool mends)
    {
        var policy = basis with
        {
            Cooldown = section.Duration("cooldown", basis.Cooldown, TimeSpan.Zero, Longest, "At least so long between the starts of two runs; 30s where a unit is restarted, started, stopped or reloaded."),
            CooldownMax = section.Duration("cooldown_max", basis.CooldownMax, TimeSpan.Zero, Longest, "The cooldown doubles with each run up to this; 0: it does not grow."),
            ResetAfter = section.Duration("reset_after", basis.ResetAfter, TimeSpan.FromSeconds(1), Longest, "A quiet time after which cooldown and retry delay begin small again."),
            MaxAge = section.Duration("max_age", basis.MaxAge, TimeSpan.FromSeconds(1), Longest, "What happened longer ago than this is not acted upon."),
        };
        policy = policy with
        {
            Repeat = section.OptionalDuration(
                "repeat", TimeSpan.Zero, Longest, "While it holds, `then` is done again so long after its last start; 0: never. Without it: each `cooldown` where a unit is restarted, started, stopped or reloaded, else never.", "1h")
                ?? (mends ? TimeSpan.FromTicks(Math.Max(policy.Cooldown.Ticks, TimeSpan.TicksPerSecond)) : TimeSpan.Zero),
        };
        policy = section.Nested("retry", retry => policy with
        {
            Retries = (int)retry.Integer("times", basis.Retries, 0, 1_000_000, "How often a failed run is tried again."),
            RetryFirst = retry.Duration("first", basis.RetryFirst, TimeSpan.FromMilliseconds(10), Longest, "The delay before the first retry; it doubles each time."),
            RetryMax = retry.Duration("max", basis.RetryMax, TimeSpan.FromMilliseconds(10), Longest, "The longest delay."),
            Jitter = retry.Number("jitter", basis.Jitter, 0, 1, "By which share of itself each delay may move."),
        }, "What follows a run that failed.");
        policy = section.Nested("limit", limit => policy with
        {
            LimitRuns = (int)limit.Integer("runs", basis.LimitRuns, 0, 10_000, "So many runs within the window, then it gives up and says so once; 0: no limit."),
            LimitWithin = limit.Duration("within", basis.LimitWithin, TimeSpan.FromSeconds(1), Longest, "The window."),
            RearmAfter = limit.Duration("rearm_after", basis.RearmAfter, TimeSpan.FromSeconds(1), Longest, "After giving up: a time without a trigger, after which it acts again."),
        }, "When to give up.");
        if (policy.CooldownMax > TimeSpan.Zero && policy.CooldownMax < policy.Cooldown)
        {
            section.Error("cooldown_max", "`cooldown_max` is shorter than `cooldown`.");
        }

        return policy;
    }
}
