using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Watchkeeper.Metrics.Forward;

/// <summary>Posts to one URL with its credentials, and judges the answer.</summary>
internal sealed class HttpForwarding : IDisposable
{
    private readonly HttpClient _client;
    private readonly Uri _url;

    public HttpForwarding(ForwardOptions options)
    {
        _url = new Uri(options.Address);
        _client = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5), AllowAutoRedirect = false }) { Timeout = options.Timeout };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("watchkeeper");
        if (options.Token is { } token)
        {
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
        else if (options.User is { } user)
        {
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{options.Password}")));
        }
    }

    public async Task<Delivery> PostAsync(HttpContent body, IReadOnlyList<(string Name, string Value)> headers, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = body };
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        try
        {
            using var answer = await _client.SendAsync(request, cancellation);
            if (answer.IsSuccessStatusCode)
            {
                return new Delivery.Sent();
            }

            var text = await answer.Content.ReadAsStringAsync(cancellation);
            var reason = $"{(int)answer.StatusCode} {answer.ReasonPhrase}: {text[..Math.Min(200, text.Length)].Trim()}";
            return answer.StatusCode >= HttpStatusCode.InternalServerError || answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout
                ? new Delivery.Retry(reason, answer.Headers.RetryAfter?.Delta)
                : new Delivery.Refused(reason, answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity or HttpStatusCode.RequestEntityTooLarge);
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException || (problem is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return new Delivery.Retry(problem is OperationCanceledException ? "it did not answer in time" : problem.Message);
        }
    }

    public void Dispose() => _client.Dispose();
}
