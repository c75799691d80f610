using Watchkeeper.Core.Events;

namespace Watchkeeper.Core.Data;

/// <summary>
/// The writer loop, on a thread of its own: runs the closures that have gathered in one transaction and answers their callers after the commit. It is
/// optimistic: only when a closure has failed does the batch run again with a savepoint before each, so that the failing one fails alone.
/// </summary>
internal sealed class GroupCommit(Engine engine, DatabaseOptions options, WriteQueue queue, DatabaseCounters counters, Outage outage, EventWriter events, Action<WriterConnection> prepare) : IDisposable
{
    /// <summary>How long a durable caller waits for an engine that is away.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const int BatchLimit = 1024;
    private static readonly TimeSpan BatchTime = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(250);

    private readonly List<WriteRequest> _batch = new(BatchLimit);
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WriterConnection? _writer;
    private WriterTransaction? _transaction;
    private string? _doubtful;
    private bool _prepared;

    private enum Outcome
    {
        Committed,
        OneFailed,
        Away,
        InDoubt,
    }

    public Task Ready => _ready.Task;

    /// <summary>Raised on the writer's thread after a commit that appended events.</summary>
    public event Action? Appended;

    /// <summary>Why the database is away; null while it is not.</summary>
    public string? WhyAway => outage.Sentence;

    public void Run()
    {
        while (!_ready.Task.IsCompleted && !TryOpen())
        {
            if (Wait())
            {
                break;
            }
        }

        while (queue.Take(_batch, BatchLimit))
        {
            Process();
        }

        Disconnect();
        _ready.TrySetException(new ProblemException(ProblemKind.Unavailable, outage.Sentence ?? "The database was closed before it was open."));
        _ = _ready.Task.Exception;
    }

    /// <summary>To be called when <see cref="Run"/> has returned.</summary>
    public void Dispose() => Disconnect();

    /// <summary>Opens the connection and brings the schema up to date.</summary>
    private bool TryOpen()
    {
        try
        {
            Connect();
            _ready.TrySetResult();
            outage.End();
            return true;
        }
        catch (Exception exception)
        {
            Disconnect();
            var fault = engine.Judge(exception);
            if (fault.Kind == FaultKind.Away)
            {
                outage.Begin(fault.Sentence);
                return false;
            }

            var problem = fault.Kind == FaultKind.Own ? exception : new ProblemException(ProblemKind.Failed, fault.Sentence, exception);
            outage.Begin(problem.Message);
            _ready.TrySetException(problem);
            _ = _ready.Task.Exception;
            queue.Close();
            return false;
        }
    }

    private void Process()
    {
        var guarded = false;
        while (true)
        {
            switch (Attempt(guarded))
            {
                case Outcome.Committed:
                    Answer();
                    return;
                case Outcome.OneFailed when _batch.Count > 0:
                    guarded = true;
                    break;
                case Outcome.OneFailed:
                    return;
                case Outcome.InDoubt:
                    Refuse(_batch.Where(IsOverdue), "whether the write was done is not known");
                    if (Wait())
                    {
                        Refuse(_batch, "whether the write was done is not known");
                        _batch.Clear();
                        return;
                    }

                    break;
                default:
                    queue.Return(_batch);
                    if (Wait())
                    {
                        queue.Take(_batch, int.MaxValue);
                        Refuse(_batch, "the daemon is stopping");
                        _batch.Clear();
                    }

                    return;
            }
        }
    }

    /// <summary>One try at the batch: each closure, then the commit.</summary>
    private Outcome Attempt(bool guarded)
    {
        var committing = false;
        try
        {
            Connect();
            if (_doubtful is { } mark)
            {
                var committed = _writer!.WasCommitted(mark);
                _doubtful = null;
                if (committed)
                {
                    return Outcome.Committed;
                }
            }

            var durable = _batch.Exists(request => request.Durability == Durability.Durable);
            var started = options.Clock.GetTimestamp();
            _transaction!.HasAppended = false;
            _writer!.Begin(durable);
            if (!RunClosures(durable, guarded, started))
            {
                _writer.Rollback();
                DropIfBroken();
                return Outcome.OneFailed;
            }

            if (_transaction.HasAppended)
            {
                _writer.Announce();
            }

            committing = true;
            _writer.Commit();
            counters.Committed(_batch.Count, durable, options.Clock.GetElapsedTime(started));
            outage.End();
            return Outcome.Committed;
        }
        catch (Exception exception)
        {
            return Fail(engine.Judge(exception), exception, committing);
        }
    }

    /// <summary>Runs the batch, and what comes meanwhile, until nothing waits or the batch is large or old enough.</summary>
    /// <returns>False when a closure failed: the transaction is to be rolled back and the batch run again, guarded.</returns>
    private bool RunClosures(bool durable, bool guarded, long started)
    {
        for (var i = 0; i < _batch.Count; i++)
        {
            var request = _batch[i];
            if (request.IsAnswered)
            {
                request.Skip();
            }
            else if (!RunClosure(request, guarded))
            {
                if (_batch.Count == 1)
                {
                    _batch.Clear();
                }

                return false;
            }

            if (i == _batch.Count - 1 && !guarded && options.Clock.GetElapsedTime(started) < BatchTime)
            {
                queue.TakeMore(_batch, BatchLimit, durable);
            }
        }

        return true;
    }

    private bool RunClosure(WriteRequest request, bool guarded)
    {
        try
        {
            if (guarded)
            {
                _writer!.Savepoint();
            }

            request.Run(_transaction!);
            if (guarded)
            {
                _writer!.Release();
            }

            return true;
        }
        catch (Exception exception) when (engine.Judge(exception).Kind is FaultKind.Own or FaultKind.Damaged)
        {
            counters.Failures.Add();
            if (guarded)
            {
                _writer!.RollbackToSavepoint();
            }

            if (guarded || _batch.Count == 1)
            {
                request.Fail(ForCaller(exception));
            }

            return guarded;
        }
    }

    private Outcome Fail(Fault fault, Exception exception, bool committing)
    {
        var mark = committing ? _writer?.Mark : null;
        _writer?.Rollback();
        if (fault.Kind is FaultKind.Own or FaultKind.Damaged)
        {
            // Only the transaction's own brackets are left to have failed.
            Disconnect();
            _batch.ForEach(request => request.Fail(ForCaller(exception)));
            _batch.Clear();
            return Outcome.Committed;
        }

        if (fault.Reconnect)
        {
            Disconnect();
        }

        DropIfBroken();
        outage.Begin(fault.Sentence);
        counters.Failures.Add();
        if (mark is not null || _doubtful is not null)
        {
            _doubtful ??= mark;
            return Outcome.InDoubt;
        }

        return Outcome.Away;
    }

    private void Answer()
    {
        foreach (var request in _batch)
        {
            foreach (var action in request.CommitActions)
            {
                try
                {
                    action();
                }
                catch (Exception exception)
                {
                    DataLog.CommitActionFailed(options.Logger, exception);
                }
            }
        }

        foreach (var request in _batch)
        {
            request.Succeed();
        }

        _batch.Clear();
        if (_transaction is not { HasAppended: false })
        {
            Appended?.Invoke();
        }
    }

    /// <summary>Waits before the next attempt, and refuses who has waited long enough.</summary>
    /// <returns>Whether the database is being closed.</returns>
    private bool Wait()
    {
        var closing = queue.Pause(RetryPause);
        Refuse(queue.TakeOverdue(Patience), "the write was not done");
        return closing;
    }

    private bool IsOverdue(WriteRequest request) =>
        !request.IsPatient && options.Clock.GetElapsedTime(request.Enqueued) >= Patience;

    private void Refuse(IEnumerable<WriteRequest> requests, string consequence)
    {
        foreach (var request in requests)
        {
            if (!request.IsAnswered)
            {
                request.Fail(new ProblemException(ProblemKind.Unavailable, $"{outage.Sentence} (So {consequence}.)"));
                counters.Refused.Add();
            }
        }
    }

    private Exception ForCaller(Exception exception) => engine.Judge(exception) is { Kind: FaultKind.Damaged } damage
        ? new ProblemException(ProblemKind.Failed, damage.Sentence, exception)
        : exception;

    private void Connect()
    {
        if (_writer is null)
        {
            _writer = engine.OpenWriter();
            if (!_prepared)
            {
                prepare(_writer);
                _prepared = true;
            }

            events.Forget();
            _transaction = new WriterTransaction(_writer.Connection, events);
        }
    }

    private void DropIfBroken()
    {
        if (_writer is { Connection.State: not System.Data.ConnectionState.Open })
        {
            Disconnect();
        }
    }

    private void Disconnect()
    {
        _transaction?.Dispose();
        _writer?.Dispose();
        (_transaction, _writer) = (null, null);
    }
}
