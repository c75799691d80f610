using Watchkeeper.Core.Time;

namespace Watchkeeper.Core.Data;

/// <summary>One caller's closure on its way through the writer.</summary>
internal abstract class WriteRequest(Durability durability, long enqueued)
{
    private List<Action>? _onCommit;
    private List<(Guid Id, Moment Time)>? _stamps;
    private int _stampsUsed;

    public Durability Durability { get; } = durability;

    /// <summary>Whether it waits for an engine that is away, however long; otherwise its caller is told after a few seconds.</summary>
    public bool IsPatient { get; init; } = durability == Durability.Periodic;

    /// <summary>How long it waits for another write that it can be committed with; zero where it is to be committed at once.</summary>
    public TimeSpan MayWait { get; init; }

    /// <summary>When it came, as a timestamp of the host's clock.</summary>
    public long Enqueued { get; } = enqueued;

    /// <summary>Whether its caller has its answer already: refused, cancelled, or dropped.</summary>
    public abstract bool IsAnswered { get; }

    /// <summary>Whether what the closure wrote is part of the present transaction.</summary>
    public bool HasRun { get; private set; }

    /// <summary>Runs the closure once; keeps its result for <see cref="Succeed"/>.</summary>
    public void Run(WriterTransaction transaction)
    {
        Skip();
        _stampsUsed = 0;
        transaction.Begin(this);
        RunClosure(transaction);
        transaction.End();
        HasRun = true;
    }

    /// <summary>Forgets an earlier run, which was rolled back.</summary>
    public void Skip()
    {
        HasRun = false;
        _onCommit?.Clear();
    }

    public abstract void Succeed();

    public abstract void Fail(Exception exception);

    public void OnCommit(Action action) => (_onCommit ??= []).Add(action);

    /// <summary>What to do after the commit; nothing when the closure did not run, or failed.</summary>
    public IReadOnlyList<Action> CommitActions => HasRun && _onCommit is not null ? _onCommit : [];

    /// <summary>Identity and time of the closure's next event: the same when it runs again, so that a repeated event is the same event.</summary>
    public (Guid Id, Moment Time) NextStamp(HostClock clock)
    {
        _stamps ??= [];
        if (_stampsUsed == _stamps.Count)
        {
            _stamps.Add((Guid.CreateVersion7(clock.GetUtcNow()), clock.Read()));
        }

        return _stamps[_stampsUsed++];
    }

    protected abstract void RunClosure(Transaction transaction);
}

internal sealed class WriteRequest<T>(Func<Transaction, T> work, Durability durability, long enqueued) : WriteRequest(durability, enqueued)
{
    /// <summary>Callers go on elsewhere: their code must not run on the writer's thread.</summary>
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private T _result = default!;

    public Task<T> Task => _answer.Task;

    public override bool IsAnswered => _answer.Task.IsCompleted;

    public override void Succeed() => _answer.TrySetResult(_result);

    public override void Fail(Exception exception) => _answer.TrySetException(exception);

    /// <summary>Takes the request back unless it has run by then.</summary>
    public void CancelWith(CancellationToken cancellation)
    {
        var registration = cancellation.UnsafeRegister(static (state, token) => ((TaskCompletionSource<T>)state!).TrySetCanceled(token), _answer);
        _answer.Task.GetAwaiter().UnsafeOnCompleted(registration.Dispose);
    }

    protected override void RunClosure(Transaction transaction) => _result = work(transaction);
}
