namespace Watchkeeper.CommandLine;

/// <summary>Sends one request to a daemon. The answer's body is read as it arrives.</summary>
internal interface IDaemonTransport
{
    /// <summary>For messages: where the daemon is.</summary>
    string Place { get; }

    /// <exception cref="DaemonAwayException">Nobody listens there.</exception>
    Task<DaemonAnswer> SendAsync(
        HttpMethod method, string path, ReadOnlyMemory<byte>? json, string accept, string? lastEventId, CancellationToken cancellation);
}

/// <summary>An answer; disposing it closes its connection.</summary>
internal sealed record DaemonAnswer(int Status, Stream Body, IDisposable Connection) : IDisposable
{
    public bool IsSuccess => Status is >= 200 and < 300;

    public void Dispose()
    {
        Body.Dispose();
        Connection.Dispose();
    }
}

/// <summary>No daemon answers: with the sentence that says where it was looked for.</summary>
internal sealed class DaemonAwayException(string message, Exception? inner = null) : Exception(message, inner);
