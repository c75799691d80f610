using Watchkeeper.Core.Contracts;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Metrics;

/// <summary>Since when something has been more than it should be.</summary>
internal static class Above
{
    /// <summary>
    /// The first of the newest points that are all above the limit; null where the newest itself is not. Where two are farther apart than they should be the
    /// host was off, or nobody measured, and what was before is not known to have lasted.
    /// </summary>
    /// <param name="points">The oldest first.</param>
    /// <param name="apart">How far two that follow each other may be apart.</param>
    public static Instant? Since(IReadOnlyList<SamplePoint> points, double limit, TimeSpan apart)
    {
        Instant? since = null;
        for (var i = points.Count - 1; i >= 0 && points[i].Value > limit && (since is null || since - points[i].Time <= apart); i--)
        {
            since = points[i].Time;
        }

        return since;
    }
}
