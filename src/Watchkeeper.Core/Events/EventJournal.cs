using Watchkeeper.Core.Data;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Core.Events;

/// <summary>Which events; every condition that is given must hold.</summary>
public sealed record EventQuery
{
    /// <summary>Globs over the type (<c>*</c> any characters, <c>?</c> one); any of them.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>This severe or worse.</summary>
    public Severity? Severity { get; init; }

    /// <summary>This subject exactly.</summary>
    public string? Subject { get; init; }

    /// <summary>The id of a host.</summary>
    public string? Host { get; init; }

    public Instant? Since { get; init; }

    public Instant? Until { get; init; }

    /// <summary>At most so many, the newest ones; still given oldest first.</summary>
    public int? Limit { get; init; }

    /// <summary>
    /// Also those that this daemon knows of and that wait to be stored (<see cref="EventJournal.TellAhead"/>). Who follows is given such an event again, under
    /// the same id, when it is stored.
    /// </summary>
    public bool AndWaiting { get; init; }
}

/// <summary>The journal of events: append through <see cref="Transaction.Append"/>, read here, follow here.</summary>
public abstract class EventJournal
{
    /// <summary>Appends one event in a durable write of its own.</summary>
    public abstract Task<Event> AppendAsync(EventDraft draft, CancellationToken cancellation = default);

    /// <summary>
    /// Tells of events that cannot be stored now, because the database is away: whoever listens to this daemon has them at once. Each has an id and a time, so
    /// that it is the same event when it is appended.
    /// </summary>
    /// <param name="stored">The write that appends them, which waits for the database; until it completes they are shown as waiting.</param>
    public abstract void TellAhead(IReadOnlyList<EventDraft> drafts, Task stored);

    /// <summary>Events that were told and wait to be stored, in their order.</summary>
    public abstract IReadOnlyList<Event> Waiting { get; }

    /// <summary>The event with this id, stored or waiting; null when there is none (any more).</summary>
    /// <exception cref="ProblemException">The database is away, and it is not among those that wait.</exception>
    public abstract Event? Find(Guid id);

    /// <summary>The event with this id, inside a query of one's own; null when there is none (any more).</summary>
    public static Event? Find(Session session, Guid id) => EventStore.Find(session, id);

    /// <summary>Events that match, oldest first.</summary>
    public abstract IReadOnlyList<Event> Read(EventQuery query);

    /// <summary>
    /// How many events of each kind fell into each slice of a time range, without reading them: enough to draw years of a journal. Slices without events
    /// are left out.
    /// </summary>
    /// <param name="query">Which events; <see cref="EventQuery.Since"/> and <see cref="EventQuery.Until"/> bound the range and are needed.</param>
    /// <param name="slices">Into how many equal slices the range is cut.</param>
    public abstract IReadOnlyList<EventCount> Count(EventQuery query, int slices);

    /// <summary>
    /// Events as they are committed, by this daemon and by others on the same database, from after the cursor on (null: from now on; see
    /// <see cref="EventCursor"/>). Never skips one; a slow reader falls behind and catches up from the table.
    /// </summary>
    public abstract IAsyncEnumerable<Event> FollowAsync(EventQuery query, EventCursor? after, CancellationToken cancellation);
}

/// <summary>The events of one type and severity in one slice of a range, counted from 0.</summary>
public readonly record struct EventCount(int Slice, string Type, Severity Severity, long Count);

/// <summary>A place in the journal: for each host id, the last sequence number seen.</summary>
public sealed record EventCursor(IReadOnlyDictionary<string, long> Seen);
