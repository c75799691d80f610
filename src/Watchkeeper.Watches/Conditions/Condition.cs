using Watchkeeper.Core.Text;

namespace Watchkeeper.Watches.Conditions;

/// <summary>
/// A state machine over (time, observation), one state a key, with no clock of its own: time passes because somebody says so. Definitions are immutable
/// and shared by all keys; what a key needs lives in its <see cref="KeyState"/>. Times are microseconds on the watch's axis and never go back.
/// </summary>
internal abstract record Condition
{
    public abstract KeyState NewState(long now);

    /// <summary>Takes one observation. Deadlines that lie before it have been told to <see cref="Elapse"/> already.</summary>
    public abstract Edge Observe(KeyState state, in Observation observation);

    /// <summary>Time has come to the state's <see cref="KeyState.Wake"/>, which is <paramref name="now"/>.</summary>
    public virtual Edge Elapse(KeyState state, long now) => Edge.None;

    /// <summary>
    /// Nobody asked for a while: a time that was being counted over answers is counted no further. (What is followed misses nothing, and needs no such thing.)
    /// </summary>
    public virtual void Break(KeyState state)
    {
    }

    /// <summary>What it says of a state that is raised, and was seen to hold when it was last looked at: that it still holds. Nothing, where nobody knows.</summary>
    public virtual Edge Stand(KeyState state, long now) => Edge.None;

    /// <summary>Whether a state begins with the watch, without anything being observed (a heartbeat that never came).</summary>
    public virtual bool BeginsAtOnce => false;

    /// <summary>Whether it lasts: it is raised and cleared. Otherwise it only happens.</summary>
    public virtual bool Lasts => true;

    /// <summary>What it waits for, for people: "5 matches within 10 min".</summary>
    public abstract string Describe();

    /// <summary>All that it is, as text: two conditions with the same identity can take up each other's states.</summary>
    public virtual string Identity => $"{GetType().Name} {Describe()}";

    protected static long Micro(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;

    protected static string Say(TimeSpan span) => Durations.Format(span);
}

/// <summary>What a condition remembers of one key; small, because there may be a hundred thousand of them.</summary>
internal abstract class KeyState
{
    public const long Never = long.MaxValue;

    /// <summary>When something happens by itself: a deadline, or that there is nothing left to remember.</summary>
    public long Wake { get; set; } = Never;

    /// <summary>Nothing is remembered that a new state would not know: the key can be forgotten.</summary>
    public abstract bool IsEmpty { get; }

    /// <summary>Whether the condition holds now.</summary>
    public virtual bool IsRaised => false;

    /// <summary>Where it stands, for people.</summary>
    public abstract string Describe();

    public abstract void Save(BinaryWriter writer);

    /// <exception cref="EndOfStreamException">It was written by something else.</exception>
    public abstract void Load(BinaryReader reader);
}
