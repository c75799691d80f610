namespace Watchkeeper.Watches.Conditions;

/// <summary>Which of a condition's two kinds of input an observation is.</summary>
internal enum Part
{
    /// <summary>What the watch looks for; where a condition is about a pair, its first half.</summary>
    Main,

    /// <summary>The second half of a pair: what must follow, or must not fail to.</summary>
    Second,
}

/// <summary>One thing that a source said, as a condition takes it.</summary>
/// <param name="At">Microseconds on the watch's own axis of time, which never goes back.</param>
/// <param name="Part">Which half of a pair it is.</param>
/// <param name="Reading">Its value; the line itself where there is no value.</param>
/// <param name="Facts">The captures, for what is done about it.</param>
internal readonly record struct Observation(long At, Part Part, Reading Reading, IFacts Facts);

/// <summary>Named captures of a line, labels of a series, fields of an event: looked up only when something is done with them.</summary>
internal interface IFacts
{
    string? this[string name] { get; }

    /// <summary>All of them, copied: what is kept when the line is long gone.</summary>
    IReadOnlyDictionary<string, string> Copy();
}
