namespace Watchkeeper.Core.Data;

/// <summary>What became of one try at a batch.</summary>
internal enum Outcome
{
    /// <summary>Done, and on the disk if it was to be.</summary>
    Committed,

    /// <summary>A closure failed: nothing was done, and the batch is to run again, guarded.</summary>
    OneFailed,

    /// <summary>The engine failed: nothing was done, and the batch is to run again later.</summary>
    Away,

    /// <summary>The engine was lost while it committed: the next try begins with asking what became of the commit.</summary>
    InDoubt,
}

/// <summary>
/// One try at a batch: begin, each closure, commit. It is optimistic: savepoints are set only when it runs guarded, after a closure has failed, so that the
/// failing one fails alone.
/// </summary>
internal sealed class BatchRun(
    Engine engine, DatabaseOptions options, WriteQueue queue, DatabaseCounters counters, Outage outage, WriterLink link, List<WriteRequest> batch)
{
    public const int Limit = 1024;

    /// <summary>A batch takes in no more when it has run for so long: its first callers wait.</summary>
    private static readonly TimeSpan LongEnough = TimeSpan.FromMilliseconds(50);

    /// <summary>The transaction whose commit was not answered.</summary>
    private Guid? _doubtful;

    public Outcome Try(bool guarded)
    {
        var committing = false;
        try
        {
            link.Connect();
            if (WasCommittedAfterAll())
            {
                return Outcome.Committed;
            }

            var durable = batch.Exists(request => request.Durability == Durability.Durable);
            var started = options.Clock.GetTimestamp();
            link.Transaction.HasAppended = false;
            link.Connection.Begin(durable);
            if (!RunAll(durable, guarded, started))
            {
                link.Rollback();
                return Outcome.OneFailed;
            }

            if (link.Transaction.HasAppended)
            {
                link.Connection.Announce();
            }

            committing = true;
            link.Connection.Commit();
            counters.Committed(batch.Count, durable, options.Clock.GetElapsedTime(started));
            outage.End();
            return Outcome.Committed;
        }
        catch (Exception exception)
        {
            return Fail(exception, committing);
        }
    }

    /// <summary>Runs the batch, and what comes meanwhile, until nothing waits or the batch is large or old enough.</summary>
    /// <returns>False when a closure failed: the transaction is to be rolled back.</returns>
    private bool RunAll(bool durable, bool guarded, long started)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            var request = batch[i];
            if (request.IsAnswered)
            {
                request.Skip();
            }
            else if (!Run(request, guarded))
            {
                return false;
            }

            if (i == batch.Count - 1 && !guarded && options.Clock.GetElapsedTime(started) < LongEnough)
            {
                queue.TakeMore(batch, Limit, durable);
            }
        }

        return true;
    }

    private bool Run(WriteRequest request, bool guarded)
    {
        try
        {
            if (guarded)
            {
                link.Connection.Savepoint();
            }

            request.Run(link.Transaction);
            if (guarded)
            {
                link.Connection.Release();
            }

            return true;
        }
        catch (Exception exception) when (engine.Judge(exception) is { Kind: FaultKind.Own or FaultKind.Hopeless } fault)
        {
            counters.Failures.Add();
            if (fault.Kind == FaultKind.Hopeless)
            {
                // SQLite takes nothing more in a transaction that has met damage: the others run again without this one.
                request.Fail(new ProblemException(ProblemKind.Failed, fault.Sentence, exception));
                return false;
            }

            if (guarded)
            {
                link.Connection.RollbackToSavepoint();
            }

            if (guarded || batch.Count == 1)
            {
                request.Fail(exception);
            }

            return guarded;
        }
    }

    private bool WasCommittedAfterAll()
    {
        if (_doubtful is not { } mark)
        {
            return false;
        }

        var committed = link.Connection.WasCommitted(mark);
        _doubtful = null;
        return committed;
    }

    private Outcome Fail(Exception exception, bool committing)
    {
        var fault = engine.Judge(exception);
        var waits = fault.Kind is FaultKind.Away or FaultKind.Refused;
        if (committing && waits)
        {
            _doubtful = link.Connection.Mark;
        }

        link.Rollback(fault.Reconnect);
        counters.Failures.Add();
        if (!waits)
        {
            // No closure's doing, and waiting would not help: all are told, and a new connection is the best guess.
            link.Disconnect();
            var told = fault.Kind == FaultKind.Own ? exception : new ProblemException(ProblemKind.Failed, fault.Sentence, exception);
            batch.ForEach(request => request.Fail(told));
            return Outcome.OneFailed;
        }

        outage.Begin(fault.Sentence);
        return _doubtful is null ? Outcome.Away : Outcome.InDoubt;
    }
}
