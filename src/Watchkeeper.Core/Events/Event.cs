using System.Text.Json.Nodes;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Core.Events;

/// <summary>What a room says when it wants the world to know something; <see cref="Data.Transaction.Append"/> makes an <see cref="Event"/> of it.</summary>
/// <param name="Type">The capability's name, a point, and what happened, in lower case with hyphens: <c>disks.io-error</c>.</param>
/// <param name="Severity">How bad it is for this host, not what a source called it.</param>
/// <param name="Subject">What it is about, in the room's own identifiers: a wwid, a canary's slug, a watch's name; empty for the host itself.</param>
/// <param name="Message">One sentence for people.</param>
public sealed record EventDraft(string Type, Severity Severity, string Subject, string Message)
{
    /// <summary>Facts for programs, with snake_case keys.</summary>
    public JsonObject? Fields { get; init; }

    /// <summary>Who is told whatever the routes say, as URIs (<c>mailto:ops@example.org</c>).</summary>
    public IReadOnlyList<string> Recipients { get; init; } = [];

    /// <summary>When it happened, where that is known better than "now".</summary>
    public Moment? At { get; init; }

    /// <summary>Identity for idempotence: an event whose id is in the journal already is not appended again.</summary>
    public Guid? Id { get; init; }
}

/// <summary>An entry of the event journal. Immutable, except that its wall time may be re-grounded.</summary>
/// <param name="Id">Identity only; the order is <paramref name="Host"/> and <paramref name="Seq"/>.</param>
/// <param name="Host">The id of the host it happened on.</param>
/// <param name="Seq">
/// Rises by one with each event of the host, in commit order: with the host, the cursor of the journal. 0 while the event waits to be stored.
/// </param>
/// <param name="BootId">The boot during which it was recorded.</param>
/// <param name="Time">When it happened.</param>
public sealed record Event(
    Guid Id,
    string Host,
    long Seq,
    Guid BootId,
    Moment Time,
    string Type,
    Severity Severity,
    string Subject,
    string Message,
    IReadOnlyList<string> Recipients,
    JsonObject? Fields)
{
    /// <summary>Whether it has its place in the journal; false for one that was told while the database was away.</summary>
    public bool IsStored => Seq > 0;
}
