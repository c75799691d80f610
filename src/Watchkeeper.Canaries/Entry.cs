using System.Globalization;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Canaries;

/// <summary>What an entry of a canary's history tells of; the numbers are stored.</summary>
internal enum EntryKind
{
    Created = 0,
    Success = 1,
    Start = 2,
    Fail = 3,
    Log = 4,
    Paused = 5,
    Unpaused = 6,
    Late = 7,
    Moved = 8,
    Updated = 9,
    Snoozed = 10,
    Prolonged = 11,
}

/// <summary>An entry of a canary's history. Append-only.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Time">When, on the host's clocks.</param>
/// <param name="Comment">What the sender wrote.</param>
internal sealed record Entry(EntryKind Kind, Moment Time, string Comment = "")
{
    /// <summary>Rises with each entry of any canary, in the order of commits.</summary>
    public long Number { get; init; }

    public int? ExitStatus { get; init; }

    public string? RunId { get; init; }

    /// <summary>How long the run took that this entry ends.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>What the sender sent with it: the last so many bytes.</summary>
    public byte[]? Body { get; init; }

    /// <summary>Whether Coal Mine's clients see it: its own kinds, pings of the newer kinds, and a deadline that was moved.</summary>
    public bool IsPublic => Kind is not (EntryKind.Late or EntryKind.Updated or EntryKind.Snoozed);

    /// <summary>The entry in Coal Mine's words.</summary>
    public string Text => Comment.Length == 0 || Kind is EntryKind.Moved or EntryKind.Prolonged ? Words : $"{Words} ({Comment})";

    private string Words => Kind switch
    {
        EntryKind.Created => "Canary created",
        EntryKind.Success => "Triggered",
        EntryKind.Start => "Started",
        EntryKind.Fail => ExitStatus is { } status ? string.Create(CultureInfo.InvariantCulture, $"Failed with exit status {status}") : "Failed",
        EntryKind.Log => "Logged",
        EntryKind.Paused => "Paused",
        EntryKind.Unpaused => "Unpaused",
        EntryKind.Late => "Late",
        EntryKind.Moved => $"Deadline moved by {Comment} because Watchkeeper was not running",
        EntryKind.Prolonged => $"Run given {Comment} more because Watchkeeper was not running",
        EntryKind.Updated => "Updated",
        _ => "Snoozed",
    };
}
