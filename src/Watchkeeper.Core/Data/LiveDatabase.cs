using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Core.Data;

/// <summary>A daemon's database: one writer loop, a pool of readers, and the journal.</summary>
internal sealed class LiveDatabase : Database
{
    private const int PatientLimit = 4_096;
    private const int ImpatientLimit = 65_536;

    private readonly Engine _engine;
    private readonly DatabaseOptions _options;
    private readonly DatabaseCounters _counters;
    private readonly WriteQueue _queue;
    private readonly GroupCommit _commit;
    private readonly ReaderPool _readers;
    private readonly JournalWatch _watch;
    private readonly TableJournal _journal;
    private readonly Regrounding _regrounding;
    private readonly Thread _writer;
    private TaskCompletionSource _outageStored = new();

    public LiveDatabase(Engine engine, DatabaseOptions options)
    {
        (_engine, _options) = (engine, options);
        _counters = new DatabaseCounters(options.Counters);
        _queue = new WriteQueue(options.Clock, PatientLimit, ImpatientLimit);
        _readers = new ReaderPool(engine);
        _watch = new JournalWatch(engine);
        _journal = new TableJournal(this, _watch, new WaitingEvents(options.Clock, options.Host, options.Subscribers));
        var outage = new Outage(options, _counters);
        outage.IsFelt += TellAhead;
        outage.Ended += Tell;
        var link = new WriterLink(engine, new EventWriter(options.Clock, options.Host, options.Subscribers), Prepare);
        _commit = new GroupCommit(engine, options, _queue, _counters, outage, link);
        _commit.Appended += _watch.Signal;
        _regrounding = new Regrounding(options.Modules);
        options.Clock.BecameTrusted += Reground;
        _writer = new Thread(_commit.Run) { Name = "database writer", IsBackground = true };
        _writer.Start();
    }

    public override Task Ready => _commit.Ready;

    public override Task FirstAttempt => _commit.FirstAttempt;

    public override string? WhyAway => _commit.WhyAway;

    public override EventJournal Journal => _journal;

    internal override string RowKey => _engine.RowKey;

    internal override string? NowStatement => _engine.NowStatement;

    public override Task<T> WriteAsync<T>(Func<Transaction, T> work, Durability durability, CancellationToken cancellation = default) =>
        EnqueueAsync(new WriteRequest<T>(work, durability, _options.Clock.GetTimestamp()), cancellation);

    public override Task WriteAlongAsync(Action<Transaction> work, TimeSpan atMost, CancellationToken cancellation = default) => EnqueueAsync(
        new WriteRequest<bool>(WithoutResult(work), Durability.Periodic, _options.Clock.GetTimestamp()) { MayWait = atMost }, cancellation);

    public override T Read<T>(Func<Session, T> query)
    {
        if (!Ready.IsCompletedSuccessfully)
        {
            throw new ProblemException(
                ProblemKind.Unavailable, _commit.WhyAway ?? "The database is being opened; try again in a moment.");
        }

        return _readers.Read(query);
    }

    /// <summary>The writer's connection closes last: SQLite then moves the log into the file, and one file is left.</summary>
    public override async ValueTask DisposeAsync()
    {
        _options.Clock.BecameTrusted -= Reground;
        _queue.Close();
        await Task.Run(_writer.Join);
        await Task.Run(_watch.Dispose);
        _readers.Dispose();
        _commit.Dispose();
        _engine.Dispose();
    }

    internal override bool GiveBack(Session session) => _engine.GiveBack(session);

    private void Prepare(WriterConnection writer)
    {
        new Schema(_engine, _options.Modules).Migrate(
            writer, _options.Host, (module, version) => DataLog.Migrated(_options.Logger, module, version));

        // The clock may have become trusted before the database was open, or after an earlier run of the daemon had died in this same boot.
        if (_options.Clock.IsTrusted)
        {
            Reground(_options.Clock.Read());
        }
    }

    private void Reground(Moment trusted) => _ = WriteInTime(transaction =>
    {
        if (_regrounding.Apply(transaction, _options.Clock.BootId, trusted) is > 0 and var moved)
        {
            transaction.OnCommit(() => DataLog.Regrounded(_options.Logger, moved));
        }
    });

    /// <summary>An outage that callers feel is told of while it lasts: perhaps it takes somebody to end it.</summary>
    private void TellAhead(EventDraft told)
    {
        _outageStored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _journal.TellAhead([told], _outageStored.Task);
    }

    /// <summary>What was felt is worth events, as soon as there is somewhere to put them.</summary>
    private void Tell(PastOutage outage)
    {
        if (outage.WasFelt)
        {
            var stored = _outageStored;
            var write = WriteInTime(transaction =>
            {
                if (outage.Told is { } told)
                {
                    transaction.Append(told);
                }

                transaction.Append(outage.ToEvent());
            });
            _ = write.ContinueWith(_ => stored.TrySetResult(), TaskContinuationOptions.ExecuteSynchronously);
        }
    }

    /// <summary>A durable write of our own that nobody waits for, and that waits for the engine as long as it takes.</summary>
    private Task<bool> WriteInTime(Action<Transaction> work)
    {
        var request = new WriteRequest<bool>(WithoutResult(work), Durability.Durable, _options.Clock.GetTimestamp()) { IsPatient = true };
        _ = request.Task.ContinueWith(task => DataLog.OwnWriteFailed(_options.Logger, task.Exception!), TaskContinuationOptions.OnlyOnFaulted);
        Enqueue(request);
        return request.Task;
    }

    private Task<T> EnqueueAsync<T>(WriteRequest<T> request, CancellationToken cancellation)
    {
        if (cancellation.CanBeCanceled)
        {
            request.CancelWith(cancellation);
        }

        Enqueue(request);
        return request.Task;
    }

    private void Enqueue(WriteRequest request)
    {
        if (_queue.Add(request) is { } left)
        {
            TurnAway(left);
        }
    }

    private void TurnAway(WriteRequest left)
    {
        (left.IsPatient ? _counters.Dropped : _counters.Refused).Add();
        left.Fail(new ProblemException(
            ProblemKind.Unavailable, _commit.WhyAway ?? "More writes wait for the database than it can take, or it is being closed; try again later."));
    }
}
