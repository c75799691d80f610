namespace Watchkeeper.CommandLine;

/// <summary>Sends one request to a daemon. The answer's body is read as it arrives.</summary>
internal interface IDaemonTransport
{
    /// <summary>What a request for an event stream accepts: its answer may take as long as it likes.</summary>
    const string EventStream = "text/event-stream";

    /// <summary>For messages: where the daemon is.</summary>
    string Place { get; }

    /// <exception cref="DaemonAwayException">Nobody listens there.</exception>
    /// <exception cref="IOException">The connection broke, or no answer came in time.</exception>
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

/// <summary>
/// How long an answer is waited for: a question is answered in milliseconds, and in a few seconds when the database is away; what does something (a channel
/// that is tried) or hands out a great deal may take longer. A stream speaks when it has something to say.
/// </summary>
internal static class Patience
{
    /// <summary>Null for as long as it takes.</summary>
    public static TimeSpan? Of(HttpMethod method, string accept) =>
        accept == IDaemonTransport.EventStream ? null
        : method == HttpMethod.Get && accept == "application/json" ? TimeSpan.FromSeconds(10)
        : TimeSpan.FromMinutes(1);
}

/// <summary>No daemon answers: with the sentence that says where it was looked for, and what to do.</summary>
internal sealed class DaemonAwayException(string message, Exception? inner = null) : Exception(message, inner);
