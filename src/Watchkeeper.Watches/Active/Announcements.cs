using Watchkeeper.Core.Events;

namespace Watchkeeper.Watches.Active;

/// <summary>What is to be announced and was not yet, oldest first, and who waits for it. Its owner guards it.</summary>
internal sealed class Announcements
{
    /// <summary>A database that is away for days must not fill the memory: the oldest announcements go first.</summary>
    private const int Most = 10_000;

    private List<EventDraft> _drafts = [];
    private List<TaskCompletionSource> _done = [];

    public void Add(TaskCompletionSource done, IEnumerable<EventDraft> drafts)
    {
        _done.Add(done);
        _drafts.AddRange(drafts);
    }

    public Batch Take()
    {
        var batch = new Batch(_drafts, _done);
        (_drafts, _done) = ([], []);
        return batch;
    }

    /// <summary>They could not be announced: they come before what was added meanwhile.</summary>
    public void PutBack(IReadOnlyList<EventDraft> drafts) => _drafts = [.. drafts.Concat(_drafts).TakeLast(Most)];

    public sealed record Batch(List<EventDraft> Drafts, List<TaskCompletionSource> Done);
}
