using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Watchkeeper.Core;
using Watchkeeper.Core.CommandLine;

namespace Watchkeeper.CommandLine;

/// <summary>JSON to and from a daemon, whichever way the requests travel.</summary>
internal sealed class DaemonClient(IDaemonTransport transport, Func<TimeProvider> clock) : IDaemonClient
{
    private const string Json = "application/json";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    public async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        using var answer = await SendAsync(HttpMethod.Get, path, null, Json, cancellation);
        return await ReadAsync(answer, type, cancellation);
    }

    public async Task<TAnswer> SendAsync<TBody, TAnswer>(
        HttpMethod method, string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellation)
    {
        using var answer = await SendAsync(method, path, JsonSerializer.SerializeToUtf8Bytes(body, bodyType), Json, cancellation);
        return await ReadAsync(answer, answerType, cancellation);
    }

    public async Task SendAsync(HttpMethod method, string path, CancellationToken cancellation)
    {
        using var answer = await SendAsync(method, path, null, Json, cancellation);
    }

    public async Task<Stream> OpenAsync(string path, CancellationToken cancellation) =>
        (await SendAsync(HttpMethod.Get, path, null, "*/*", cancellation)).Body;

    /// <summary>Reconnects when the daemon goes away, as an EventSource does, and asks to go on where it was.</summary>
    public async IAsyncEnumerable<(string? Id, string Data)> StreamAsync(string path, [EnumeratorCancellation] CancellationToken cancellation)
    {
        string? id = null;
        var wasConnected = false;
        while (true)
        {
            DaemonAnswer? answer = null;
            try
            {
                answer = await Explained(transport.SendAsync(HttpMethod.Get, path, null, IDaemonTransport.EventStream, id, cancellation));
                await ThrowProblemAsync(answer, cancellation);
                wasConnected = true;
            }
            catch (ProblemException problem) when (wasConnected && problem.Kind == ProblemKind.Unavailable)
            {
                answer?.Dispose();
                answer = null;
            }

            if (answer is not null)
            {
                using (answer)
                {
                    await foreach (var message in ServerSentEvents.ReadAsync(answer.Body, cancellation))
                    {
                        id = message.Id ?? id;
                        yield return (id, message.Data);
                    }
                }
            }

            await Task.Delay(Pause, clock(), cancellation);
        }
    }

    private async Task<DaemonAnswer> SendAsync(HttpMethod method, string path, ReadOnlyMemory<byte>? json, string accept, CancellationToken cancellation)
    {
        var answer = await Explained(transport.SendAsync(method, path, json, accept, lastEventId: null, cancellation));
        try
        {
            await ThrowProblemAsync(answer, cancellation);
            return answer;
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    private async Task<DaemonAnswer> Explained(Task<DaemonAnswer> sending)
    {
        try
        {
            return await sending;
        }
        catch (DaemonAwayException away)
        {
            throw new ProblemException(ProblemKind.Unavailable, away.Message, away);
        }
        catch (IOException failure)
        {
            throw Broken(failure);
        }
    }

    private async Task<T> ReadAsync<T>(DaemonAnswer answer, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        try
        {
            using var body = new MemoryStream();
            await answer.Body.CopyToAsync(body, cancellation);
            return JsonSerializer.Deserialize(body.GetBuffer().AsSpan(0, (int)body.Length), type)
                ?? throw new ProblemException(ProblemKind.Failed, $"The daemon at {transport.Place} answered nothing.");
        }
        catch (JsonException failure)
        {
            throw new ProblemException(
                ProblemKind.Failed, $"The answer from {transport.Place} is not what this command line understands; is it a Watchkeeper of the same version?", failure);
        }
        catch (IOException failure)
        {
            throw Broken(failure);
        }
    }

    private ProblemException Broken(IOException failure) => new(
        ProblemKind.Unavailable,
        failure is { InnerException: SocketException { SocketErrorCode: SocketError.TimedOut } or TimeoutException }
            ? $"The daemon at {transport.Place} does not answer in time; its log may say why."
            : $"The connection to the daemon at {transport.Place} broke: {failure.Message}",
        failure);

    /// <summary>A problem+json answer is thrown with its own sentence.</summary>
    private async Task ThrowProblemAsync(DaemonAnswer answer, CancellationToken cancellation)
    {
        if (answer.IsSuccess)
        {
            return;
        }

        using var body = new MemoryStream();
        await answer.Body.CopyToAsync(body, cancellation);
        throw new ProblemException(
            answer.Status switch
            {
                401 => ProblemKind.Unauthorized,
                403 => ProblemKind.Forbidden,
                404 => ProblemKind.NotFound,
                409 => ProblemKind.Conflict,
                429 or 502 or 503 or 504 => ProblemKind.Unavailable,
                >= 400 and < 500 => ProblemKind.BadRequest,
                _ => ProblemKind.Failed,
            },
            ReadDetail(body.ToArray()) ?? $"{transport.Place} answered with the status {answer.Status}; is it a Watchkeeper?");
    }

    private static string? ReadDetail(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("detail", out var detail) ? detail.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
