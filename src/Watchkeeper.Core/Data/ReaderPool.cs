using System.Collections.Concurrent;

namespace Watchkeeper.Core.Data;

/// <summary>Connections that read, kept for the next reader.</summary>
internal sealed class ReaderPool(Engine engine) : IDisposable
{
    private const int Kept = 4;

    private readonly ConcurrentBag<Session> _idle = [];
    private volatile bool _closed;

    /// <summary>Runs a query on one snapshot.</summary>
    public T Read<T>(Func<Session, T> query)
    {
        while (true)
        {
            var wasKept = _idle.TryTake(out var session);
            try
            {
                session ??= new Session(engine.OpenReader());
                engine.BeginRead(session.Connection);
                return Run(session, query);
            }
            catch (Exception exception) when (engine.Judge(exception) is { Kind: not FaultKind.Own } fault)
            {
                session?.Dispose();
                session?.Connection.Dispose();

                // A kept connection may have died in the meantime (PostgreSQL was restarted); that is found out only now, and a new one may do.
                if (!wasKept)
                {
                    throw new ProblemException(fault.Kind == FaultKind.Hopeless ? ProblemKind.Failed : ProblemKind.Unavailable, fault.Sentence, exception);
                }
            }
        }
    }

    public void Dispose()
    {
        _closed = true;
        while (_idle.TryTake(out var session))
        {
            Close(session);
        }
    }

    private static void Close(Session session)
    {
        session.Dispose();
        session.Connection.Dispose();
    }

    private T Run<T>(Session session, Func<Session, T> query)
    {
        var usable = false;
        try
        {
            var result = query(session);
            usable = true;
            return result;
        }
        catch (Exception exception)
        {
            usable = engine.Judge(exception).Kind == FaultKind.Own;
            throw;
        }
        finally
        {
            if (usable)
            {
                engine.EndRead(session.Connection);
                Keep(session);
            }
        }
    }

    private void Keep(Session session)
    {
        if (_closed || _idle.Count >= Kept)
        {
            Close(session);
            return;
        }

        _idle.Add(session);
    }
}
