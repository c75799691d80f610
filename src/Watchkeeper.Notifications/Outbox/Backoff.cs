namespace Watchkeeper.Notifications.Outbox;

/// <summary>
/// When to try again: 5 s after the first attempt, twice as long after each further one, at most a quarter of an hour; each a quarter more or less by chance.
/// Where nobody was reached it is never as long as a minute, for an hour or so: a host that starts before its network is told of as soon as that is there.
/// </summary>
internal static class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LongestUnreached = TimeSpan.FromSeconds(45);
    private const int PatientAttempts = 100;

    /// <param name="attempts">How many there have been, at least 1.</param>
    /// <param name="chance">From 0 to 1.</param>
    /// <param name="unreached">Whether nobody was there to answer.</param>
    public static TimeSpan After(int attempts, double chance, bool unreached = false)
    {
        var longest = unreached && attempts < PatientAttempts ? LongestUnreached : Longest;
        var regular = First * Math.Pow(2, Math.Clamp(attempts - 1, 0, 20));
        return (regular < longest ? regular : longest) * (0.75 + (chance / 2));
    }
}
