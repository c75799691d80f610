using Watchkeeper.Core.Events;

namespace Watchkeeper.Core.Data;

/// <summary>A database opened by a command line, beside a running daemon or instead of one: it only reads.</summary>
internal sealed class ReadOnlyDatabase : Database
{
    private readonly Engine _engine;
    private readonly IDisposable? _leavings;
    private readonly Session _session;
    private readonly JournalWatch? _watch;
    private readonly TableJournal _journal;
    private readonly Lock _gate = new();

    public ReadOnlyDatabase(Engine engine, IReadOnlyList<Module> modules)
    {
        _engine = engine;
        try
        {
            (var connection, _leavings) = engine.OpenBystander();
            _session = new Session(connection);
            new Schema(engine, modules).Check(_session);
        }
        catch (Exception exception)
        {
            Close();
            if (engine.Judge(exception) is { Kind: not FaultKind.Own } fault)
            {
                throw new ProblemException(ProblemKind.Failed, fault.Sentence, exception);
            }

            throw;
        }

        _watch = new JournalWatch(engine);
        _journal = new TableJournal(this, _watch);
    }

    public override Task Ready => Task.CompletedTask;

    public override EventJournal Journal => _journal;

    internal override string RowKey => _engine.RowKey;

    public override Task<T> WriteAsync<T>(Func<Transaction, T> work, Durability durability, CancellationToken cancellation = default) => throw ReadingOnly();

    public override Task WriteAlongAsync(Action<Transaction> work, TimeSpan atMost, CancellationToken cancellation = default) => throw ReadingOnly();

    public override T Read<T>(Func<Session, T> query)
    {
        lock (_gate)
        {
            try
            {
                _engine.BeginRead(_session.Connection);
                try
                {
                    return query(_session);
                }
                finally
                {
                    _engine.EndRead(_session.Connection);
                }
            }
            catch (Exception exception) when (_engine.Judge(exception) is { Kind: not FaultKind.Own } fault)
            {
                throw new ProblemException(ProblemKind.Failed, fault.Sentence, exception);
            }
        }
    }

    public override ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    internal override bool GiveBack(Session session) => _engine.GiveBack(session);

    private ProblemException ReadingOnly() =>
        new(ProblemKind.Conflict, $"The database {_engine.Place} is open for reading only; this needs the daemon (watchkeeper run).");

    private void Close()
    {
        _watch?.Dispose();
        _session?.Dispose();
        _session?.Connection.Dispose();
        _leavings?.Dispose();
        _engine.Dispose();
    }
}
