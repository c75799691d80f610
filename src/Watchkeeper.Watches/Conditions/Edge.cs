using Watchkeeper.Core.Events;

namespace Watchkeeper.Watches.Conditions;

internal enum EdgeKind
{
    None,

    /// <summary>It happened: once, with nothing that lasts.</summary>
    Fire,

    /// <summary>It began to hold, or holds more or less severely than before.</summary>
    Raise,

    /// <summary>It no longer holds.</summary>
    Clear,
}

/// <summary>What a condition says when something changed.</summary>
/// <param name="At">When, on the watch's axis; a deadline's own time, however late it was noticed.</param>
/// <param name="Severity">The level that was reached, where the condition has levels.</param>
/// <param name="Why">One clause for people: "5 times within 10 min".</param>
/// <param name="Facts">The captures of an earlier observation, where those and not the present ones explain it.</param>
/// <param name="Text">That observation's value.</param>
internal readonly record struct Edge(EdgeKind Kind, long At, string Why = "", Severity? Severity = null, IFacts? Facts = null, string? Text = null)
{
    public static Edge None => default;
}
