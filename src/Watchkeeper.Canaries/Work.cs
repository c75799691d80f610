namespace Watchkeeper.Canaries;

/// <summary>Something to be done with the pen, and the caller who waits for what came of it until it is committed.</summary>
internal abstract class Work
{
    /// <summary>Inside the transaction; may run twice.</summary>
    public abstract void Run(Pen pen);

    /// <summary>After the commit.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception exception);
}

internal sealed class Work<T>(Func<Pen, T> run) : Work
{
    // Callers go on where they are answered: see Answers.
    private readonly TaskCompletionSource<T> _caller = new();
    private T? _result;

    public Task<T> Task => _caller.Task;

    public override void Run(Pen pen) => _result = run(pen);

    public override void Complete() => _caller.TrySetResult(_result!);

    public override void Fail(Exception exception) => _caller.TrySetException(exception);
}

/// <summary>
/// The answers of one batch. They are given one after the other by one item of the thread pool instead of one item each: thousands of callers a second would
/// otherwise cost more in waking threads than in all the rest.
/// </summary>
internal sealed class Answers(Work[] works, Exception? failure) : IThreadPoolWorkItem
{
    /// <summary>Larger batches are answered by several, so that one slow caller does not keep all others waiting.</summary>
    private const int MostAtOnce = 128;

    public static void Give(List<Work> works, Exception? failure)
    {
        foreach (var some in works.Chunk(MostAtOnce))
        {
            ThreadPool.UnsafeQueueUserWorkItem(new Answers(some, failure), preferLocal: false);
        }
    }

    public void Execute()
    {
        foreach (var work in works)
        {
            if (failure is null)
            {
                work.Complete();
            }
            else
            {
                work.Fail(failure);
            }
        }
    }
}
