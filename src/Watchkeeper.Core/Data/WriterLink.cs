using System.Data;
using Watchkeeper.Core.Events;

namespace Watchkeeper.Core.Data;

/// <summary>The writer's connection while there is one; made anew when it was lost.</summary>
/// <param name="prepare">Brings the schema up to date, on the first connection.</param>
internal sealed class WriterLink(Engine engine, EventWriter events, Action<WriterConnection> prepare) : IDisposable
{
    private WriterConnection? _connection;
    private WriterTransaction? _transaction;
    private bool _prepared;

    public WriterConnection Connection => _connection!;

    public WriterTransaction Transaction => _transaction!;

    public void Connect()
    {
        if (_connection is not null)
        {
            return;
        }

        _connection = engine.OpenWriter();
        if (!_prepared)
        {
            prepare(_connection);
            _prepared = true;
        }

        events.Forget();
        _transaction = new WriterTransaction(_connection, events);
    }

    /// <summary>Rolls back whatever is under way, and closes a connection that is of no further use.</summary>
    public void Rollback(bool reconnect = false)
    {
        _connection?.Rollback();
        if (reconnect || _connection is { Connection.State: not ConnectionState.Open })
        {
            Disconnect();
        }
    }

    public void Disconnect()
    {
        _transaction?.Dispose();
        _connection?.Dispose();
        (_transaction, _connection) = (null, null);
    }

    public void Dispose() => Disconnect();
}
