using Watchkeeper.Watches.Conditions;
using Watchkeeper.Watches.Policy;

namespace Watchkeeper.Watches.Running;

/// <summary>
/// One key's queue: at most one run going on and one trigger waiting, which a newer one replaces. All members are guarded by the queue's own lock, which
/// is held for memory only.
/// </summary>
internal sealed class RunQueue(string watch, string key)
{
    /// <summary>The end of a sentence for people about what is unheard.</summary>
    public const string WaitsForWord = "waits until its source has said that it is still so";

    public string Watch => watch;

    public string Key => key;

    public PolicyState Policy { get; set; } = PolicyState.Fresh;

    public bool IsBusy { get; set; }

    public (Trigger Trigger, Run Run)? Waiting { get; set; }

    /// <summary>When the cooldown ends that the waiting one waits for, on the boot axis; in the past where it waits for something else.</summary>
    public long NextPossible { get; set; }

    /// <summary>
    /// Nothing that waits is begun before this time on the boot axis: what the last life left to do about something that lasts is done only once the source
    /// has said that it is still so. <see cref="long.MaxValue"/>: whenever it says so.
    /// </summary>
    public long NotBefore { get; set; } = long.MinValue;

    /// <summary>Its source has not said yet whether what the last life left to do is still so.</summary>
    public bool IsUnheard => NotBefore == long.MaxValue;

    /// <summary>Until then what is unheard is waited for, on the boot axis.</summary>
    public long HeardUntil { get; set; }

    /// <summary>What is being run now, or waits for its next try.</summary>
    public Trigger? Present { get; set; }

    /// <summary>Ends the wait for the next try: the opposite happened meanwhile.</summary>
    public CancellationTokenSource? Retrying { get; set; }

    /// <summary>What was said last of something that lasts: raised or cleared.</summary>
    public EdgeKind Level { get; set; }

    /// <summary>The policy changed since it was kept.</summary>
    public bool IsDirty { get; set; }

    /// <summary>It was let go, and another has its place.</summary>
    public bool IsGone { get; set; }
}
