using System.CommandLine;
using System.Text.Json.Serialization.Metadata;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Core.CommandLine;

/// <summary>
/// One run of a verb: its arguments, its outputs, and the two ways to the data (a running daemon, or a stopped daemon's file). Where it finds the
/// configuration, the daemon and the token is the program's business.
/// </summary>
public abstract class Invocation
{
    public abstract ParseResult Arguments { get; }

    /// <summary>The global option <c>--json</c>.</summary>
    public abstract bool Json { get; }

    public abstract TextWriter Out { get; }

    /// <summary>What <see cref="Out"/> is: its width and colours.</summary>
    public abstract Screen Screen { get; }

    /// <summary>The stream under <see cref="Out"/>, for verbs that print bytes; flush <see cref="Out"/> before.</summary>
    public abstract Stream RawOut { get; }

    public abstract TextWriter Error { get; }

    public abstract HostClock Clock { get; }

    public abstract CancellationToken Cancellation { get; }

    /// <summary>The running daemon, over its unix socket or <c>--server</c>.</summary>
    public abstract IDaemonClient Daemon { get; }

    public T? Get<T>(Option<T> option) => Arguments.GetValue(option);

    public T? Get<T>(Argument<T> argument) => Arguments.GetValue(argument);

    /// <summary>What a module's section of the configuration says, read as the daemon reads it: for verbs that need no daemon.</summary>
    /// <exception cref="ProblemException">The configuration has mistakes; one line each.</exception>
    public abstract T Configured<T>(string module);

    /// <summary>Whether the daemon was chosen by <c>--server</c> or a login: then what stands on this host is not what was asked for.</summary>
    public abstract bool IsRemote { get; }

    /// <summary>
    /// The daemon that was chosen by <c>--server</c>, <c>--config</c>, the environment or a login: its URL, or the path of its socket. Null for whichever
    /// runs on this host.
    /// </summary>
    public abstract string? ChosenDaemon { get; }

    /// <summary>Opens the configured database read-only, without a daemon and without needing permission to write.</summary>
    /// <exception cref="ProblemException">It is not there, or cannot be read.</exception>
    public abstract Database OpenDatabase();

    /// <summary>Asks the daemon; where none runs on this host and no <c>--server</c> was given, reads its file through <paramref name="offline"/>.</summary>
    public abstract Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, Func<Database, T>? offline = null);

    /// <summary>Prints a result as <c>--json</c> output: one object, indented only on a terminal.</summary>
    public abstract void PrintJson<T>(T value, JsonTypeInfo<T> type);

    /// <summary>Prints a table for people: plain aligned text, with colours and wrapping only on a terminal.</summary>
    public abstract void PrintTable(Table table);
}

/// <summary>HTTP to a daemon: JSON in, JSON out; a problem+json answer is a <see cref="ProblemException"/> with its sentence.</summary>
public interface IDaemonClient
{
    Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellation);

    Task<TAnswer> SendAsync<TBody, TAnswer>(
        HttpMethod method, string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellation);

    /// <summary>A request without a body whose answer carries nothing of interest.</summary>
    Task SendAsync(HttpMethod method, string path, CancellationToken cancellation);

    /// <summary>The raw answer's body as it arrives, for exports; the caller disposes it.</summary>
    Task<Stream> OpenAsync(string path, CancellationToken cancellation);

    /// <summary>Follows a server-sent event stream: the data of each event, with its id for resuming; reconnects by itself.</summary>
    IAsyncEnumerable<(string? Id, string Data)> StreamAsync(string path, CancellationToken cancellation);
}
