namespace Watchkeeper.Canaries;

/// <summary>One step in a canary's life.</summary>
/// <param name="After">The canary as it stands then.</param>
/// <param name="Entry">What its history keeps of it.</param>
/// <param name="Notice">What the world is told, if anything.</param>
internal sealed record Change(Canary After, Entry Entry, Notice? Notice = null);

/// <summary>What is worth telling the world.</summary>
internal enum Notice
{
    /// <summary>It did not report before its deadline.</summary>
    Late,

    /// <summary>It reported a failure.</summary>
    Failed,

    /// <summary>A run took longer than it may.</summary>
    Overran,

    /// <summary>It is still late, and its owner wants to hear it again.</summary>
    StillLate,

    /// <summary>It reports again.</summary>
    Recovered,
}
