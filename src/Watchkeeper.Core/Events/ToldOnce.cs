namespace Watchkeeper.Core.Events;

/// <summary>Lets each event of a stream pass once: one that was told while it could not be stored comes again when it is.</summary>
public sealed class ToldOnce
{
    private readonly HashSet<Guid> _waiting = [];

    /// <param name="isStored">Whether the event has its place in the journal, or still waits for one.</param>
    public bool IsNews(Guid id, bool isStored) => isStored ? !_waiting.Remove(id) : _waiting.Add(id);
}
