using Watchkeeper.Core.Time;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Push;

/// <summary>Puts what was sent into the store.</summary>
internal sealed class PushIntake(SampleStore store, HostClock clock)
{
    /// <summary>Returns how many samples were kept and how many refused, because their source has as many series as it may have.</summary>
    public PushAnswer Take(IReadOnlyList<PushedSample> pushed, string source)
    {
        var samples = new List<Sample>(pushed.Count);
        foreach (var one in pushed)
        {
            if (store.Catalog.Get(one.Family, one.Labels, source) is { } series)
            {
                samples.Add(new(series, one.Value, one.Time));
            }
        }

        _ = store.AppendQuietlyAsync([.. samples], clock.Read());
        return new(samples.Count, pushed.Count - samples.Count);
    }
}
