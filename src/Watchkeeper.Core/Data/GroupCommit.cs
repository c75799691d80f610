namespace Watchkeeper.Core.Data;

/// <summary>
/// The writer loop, on a thread of its own: takes what has gathered in the queue, has it committed in one transaction, and answers the callers after the
/// commit. While the engine is away it tries again and again, and tells those callers who do not wait for ever.
/// </summary>
internal sealed class GroupCommit : IDisposable
{
    /// <summary>How long a durable caller waits for an engine that is away.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(250);

    private readonly Engine _engine;
    private readonly DatabaseOptions _options;
    private readonly WriteQueue _queue;
    private readonly DatabaseCounters _counters;
    private readonly Outage _outage;
    private readonly WriterLink _link;
    private readonly BatchRun _run;
    private readonly List<WriteRequest> _batch = new(BatchRun.Limit);
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _attempted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public GroupCommit(Engine engine, DatabaseOptions options, WriteQueue queue, DatabaseCounters counters, Outage outage, WriterLink link)
    {
        (_engine, _options, _queue, _counters, _outage, _link) = (engine, options, queue, counters, outage, link);
        _run = new BatchRun(engine, options, queue, counters, outage, link, _batch);
    }

    /// <summary>Completes when the database is open; faults when it never will be.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Completes when the first attempt to open it has ended; faults as <see cref="Ready"/> does.</summary>
    public Task FirstAttempt => _attempted.Task;

    /// <summary>Why the database is away, or will never be open; null while neither is known.</summary>
    public string? WhyAway => _outage.Sentence ?? _ready.Task.Exception?.InnerException?.Message;

    /// <summary>Raised on the writer's thread after a commit that appended events.</summary>
    public event Action? Appended;

    /// <summary>Runs until the queue is closed and what waits in it is written or refused.</summary>
    public void Run()
    {
        while (!_ready.Task.IsCompleted && !TryOpen() && !Wait())
        {
        }

        while (_queue.Take(_batch, BatchRun.Limit))
        {
            Process();
        }

        Refuse(new ProblemException(ProblemKind.Unavailable, _outage.Sentence ?? "The database was closed before it was open."));
    }

    /// <summary>Closes the connection; to be called when <see cref="Run"/> has returned.</summary>
    public void Dispose() => _link.Dispose();

    /// <summary>Opens the connection and brings the schema up to date; false when that failed, for now or for good.</summary>
    private bool TryOpen()
    {
        try
        {
            _link.Connect();
            _ready.TrySetResult();
            _attempted.TrySetResult();
            _outage.End();
            return true;
        }
        catch (Exception exception)
        {
            _link.Disconnect();
            var fault = _engine.Judge(exception);
            if (fault.Kind == FaultKind.Away)
            {
                _outage.Begin(fault.Sentence);
            }
            else
            {
                // Nothing is logged: whoever opened it ends with the sentence.
                Refuse(fault.Kind == FaultKind.Own ? exception : new ProblemException(ProblemKind.Failed, fault.Sentence, exception));
                _queue.Close();
            }

            _attempted.TrySetResult();
            return false;
        }
    }

    /// <summary>The database will not be opened. Perhaps nobody asks, which is no unobserved exception.</summary>
    private void Refuse(Exception exception)
    {
        _ready.TrySetException(exception);
        _ = _ready.Task.Exception;
        _attempted.TrySetException(exception);
        _ = _attempted.Task.Exception;
    }

    private void Process()
    {
        for (var guarded = false; ;)
        {
            switch (_run.Try(guarded))
            {
                case Outcome.Committed:
                    Answer();
                    return;
                case Outcome.OneFailed:
                    _batch.RemoveAll(request => request.IsAnswered);
                    guarded = true;
                    break;
                case Outcome.InDoubt:
                    Refuse(_batch.Where(IsOverdue), "Whether the write was done is not known.");
                    if (Wait())
                    {
                        Refuse(_batch, "Whether the write was done is not known.");
                        _batch.Clear();
                    }

                    break;
                default:
                    _queue.Return(_batch);
                    if (Wait() && _queue.Take(_batch, int.MaxValue))
                    {
                        Refuse(_batch, "The write was not done, and the daemon is stopping.");
                        _batch.Clear();
                    }

                    return;
            }

            if (_batch.Count == 0)
            {
                return;
            }
        }
    }

    /// <summary>First memory follows, then the callers go on, then the followers of the journal look.</summary>
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
                    DataLog.CommitActionFailed(_options.Logger, exception);
                }
            }
        }

        foreach (var request in _batch)
        {
            request.Succeed();
        }

        _batch.Clear();
        if (_link.Transaction.HasAppended)
        {
            Appended?.Invoke();
        }
    }

    /// <summary>Waits before the next attempt, and refuses who has waited long enough.</summary>
    /// <returns>Whether the database is being closed.</returns>
    private bool Wait()
    {
        var closing = _queue.Pause(RetryPause);
        _outage.Last();
        Refuse(_queue.TakeOverdue(Patience), "The write was not done.");
        return closing;
    }

    private bool IsOverdue(WriteRequest request) => !request.IsPatient && _options.Clock.GetElapsedTime(request.Enqueued) >= Patience;

    private void Refuse(IEnumerable<WriteRequest> requests, string consequence)
    {
        foreach (var request in requests)
        {
            if (!request.IsAnswered)
            {
                request.Fail(new ProblemException(ProblemKind.Unavailable, $"{_outage.Sentence} {consequence}"));
                _counters.Refused.Add();
            }
        }
    }
}
