namespace Watchkeeper.Notifications.Outbox;

/// <summary>When to try again: 5 s after the first attempt, twice as long after each further one, at most a quarter of an hour; each a quarter more or less by chance.</summary>
internal static class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    /// <param name="attempts">How many there have been, at least 1.</param>
    /// <param name="chance">From 0 to 1.</param>
    public static TimeSpan After(int attempts, double chance)
    {
        var regular = First * Math.Pow(2, Math.Clamp(attempts - 1, 0, 20));
        return (regular < Longest ? regular : Longest) * (0.75 + (chance / 2));
    }
}
