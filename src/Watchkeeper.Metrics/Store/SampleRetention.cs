namespace Watchkeeper.Metrics.Store;

/// <summary>One of the three resolutions in which samples are kept.</summary>
/// <param name="Number">0 as they came, 1 and 2 thinned out; stored.</param>
/// <param name="Step">The length of a period: zero for samples as they came.</param>
/// <param name="Keep">How long.</param>
/// <param name="Longest">No chunk of the tier is longer than this.</param>
internal sealed record Tier(int Number, TimeSpan Step, TimeSpan Keep, TimeSpan Longest);

/// <summary>How long samples are kept, and how finely.</summary>
internal sealed record SampleRetention(TimeSpan Samples, TimeSpan FiveMinutes, TimeSpan Hours)
{
    /// <summary>The number of the coarsest tier, beyond which nothing is kept.</summary>
    public const int LastTier = 2;

    public static SampleRetention Default { get; } = new(TimeSpan.FromDays(14), TimeSpan.FromDays(183), TimeSpan.FromDays(731));

    public Tier Raw => new(0, TimeSpan.Zero, Samples, TimeSpan.FromDays(7));

    public Tier Fine => new(1, TimeSpan.FromMinutes(5), FiveMinutes, TimeSpan.FromDays(8));

    public Tier Coarse => new(2, TimeSpan.FromHours(1), Hours, TimeSpan.FromDays(92));

    public IReadOnlyList<Tier> Tiers => [Raw, Fine, Coarse];
}
