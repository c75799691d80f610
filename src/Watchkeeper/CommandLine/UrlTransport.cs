using System.Net.Http.Headers;

namespace Watchkeeper.CommandLine;

/// <summary>HTTP to a daemon elsewhere (<c>--server</c>, <c>login</c>): through the platform's client, with its proxies and its trust store.</summary>
internal sealed class UrlTransport(Uri server, string? token) : IDaemonTransport
{
    // One for the life of the process: a command line sends few requests to one place.
    private static readonly HttpClient Client = new() { Timeout = Timeout.InfiniteTimeSpan };

    public string Place => server.ToString();

    public async Task<DaemonAnswer> SendAsync(
        HttpMethod method, string path, ReadOnlyMemory<byte>? json, string accept, string? lastEventId, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, new Uri(server.ToString().TrimEnd('/') + path));
        request.Headers.TryAddWithoutValidation("Accept", accept);
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (lastEventId is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        }

        if (json is { } body)
        {
            request.Content = new ReadOnlyMemoryContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        enough.CancelAfter(Patience.Of(method, accept) ?? Timeout.InfiniteTimeSpan);
        try
        {
            var response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, enough.Token);
            return new DaemonAnswer((int)response.StatusCode, await response.Content.ReadAsStreamAsync(cancellation), response);
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException("No answer came in time.", new TimeoutException(late.Message, late));
        }
        catch (HttpRequestException failure)
        {
            throw new DaemonAwayException(Explain(failure), failure);
        }
    }

    private string Explain(HttpRequestException failure)
    {
        var why = (failure.InnerException?.Message ?? failure.Message).TrimEnd('.');
        return failure.HttpRequestError == HttpRequestError.SecureConnectionError
            ? $"{server} cannot be trusted: {why}."
            : $"{server} does not answer: {why}. See that the daemon there runs and that its 'listen' lets this host reach it.";
    }
}
