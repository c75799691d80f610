using Watchkeeper.Core.Events;

namespace Watchkeeper.Core.Data;

/// <summary>A daemon's database: one writer loop, a pool of readers, and the journal.</summary>
internal sealed class LiveDatabase : Database
{
    private const int PeriodicLimit = 4_096;
    private const int DurableLimit = 65_536;

    private readonly Engine _engine;
    private readonly DatabaseOptions _options;
    private readonly DatabaseCounters _counters;
    private readonly WriteQueue _queue;
    private readonly GroupCommit _commit;
    private readonly ReaderPool _readers;
    private readonly JournalWatch _watch;
    private readonly TableJournal _journal;
    private readonly Thread _writer;

    public LiveDatabase(Engine engine, DatabaseOptions options)
    {
        (_engine, _options) = (engine, options);
        _counters = new DatabaseCounters(options.Counters);
        _queue = new WriteQueue(options.Clock, PeriodicLimit, DurableLimit);
        _readers = new ReaderPool(engine);
        _watch = new JournalWatch(engine);
        _journal = new TableJournal(this, _watch);
        var schema = new Schema(engine, options.Modules);
        _commit = new GroupCommit(
            engine, options, _queue, _counters, new EventWriter(options.Clock, options.Host, options.Subscribers),
            writer => schema.Migrate(writer, options.Host, (module, version) => DataLog.Migrated(options.Logger, module, version)));
        _commit.Appended += _watch.Signal;
        _writer = new Thread(_commit.Run) { Name = "database writer", IsBackground = true };
        _writer.Start();
    }

    public override Task Ready => _commit.Ready;

    public override EventJournal Journal => _journal;

    public override Task<T> WriteAsync<T>(Func<Transaction, T> work, Durability durability, CancellationToken cancellation = default)
    {
        var request = new WriteRequest<T>(work, durability, _options.Clock.GetTimestamp());
        if (cancellation.CanBeCanceled)
        {
            request.CancelWith(cancellation);
        }

        if (_queue.Add(request) is { } left)
        {
            TurnAway(left);
        }

        return request.Task;
    }

    public override T Read<T>(Func<Session, T> query)
    {
        if (!Ready.IsCompletedSuccessfully)
        {
            throw new ProblemException(
                ProblemKind.Unavailable, _commit.WhyAway ?? "The database is being opened; try again in a moment.");
        }

        return _readers.Read(query);
    }

    public override async ValueTask DisposeAsync()
    {
        _watch.Dispose();
        _queue.Close();
        await Task.Run(_writer.Join);
        _commit.Dispose();
        _readers.Dispose();
        _engine.Dispose();
    }

    private void TurnAway(WriteRequest left)
    {
        if (left.Durability == Durability.Periodic)
        {
            _counters.Dropped.Add();
        }
        else
        {
            _counters.Refused.Add();
        }

        left.Fail(new ProblemException(
            ProblemKind.Unavailable, _commit.WhyAway ?? "More writes wait for the database than it can take, or it is being closed; try again later."));
    }
}
