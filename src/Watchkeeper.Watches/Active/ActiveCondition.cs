using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Watches.Active;

/// <summary>A condition that can be active: declared under <c>conditions:</c>, or made from a watch that lasts.</summary>
/// <param name="Name">Unique; a watch's own condition has the watch's name.</param>
/// <param name="Priority">The highest active one is the host's state.</param>
/// <param name="Inhibits">Globs over the names of conditions that it explains.</param>
internal sealed record ConditionDefinition(string Name, int Priority, Severity Severity, string Message, IReadOnlyList<string> Inhibits)
{
    /// <summary>The priority where none is given: the severity's, 1000 (info) to 7000 (emergency), so that worse comes first.</summary>
    public static int DefaultPriority(Severity severity) => ((int)Severity.Debug - (int)severity) * 1000;
}

/// <summary>A condition that holds now.</summary>
/// <param name="Key">Which one of a keyed watch's: a mount point, an address; empty where there is one.</param>
/// <param name="Watch">The watch that raised it.</param>
internal sealed record ActiveCondition(
    string Name, string Key, int Priority, Severity Severity, string Message, Moment Since, Guid BootId, string Watch)
{
    public (string Name, string Key) Identity => (Name, Key);
}
