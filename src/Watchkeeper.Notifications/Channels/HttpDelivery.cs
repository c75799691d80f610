using System.Net;
using System.Net.Http.Headers;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Notifications.Channels;

/// <summary>Sends a request and judges the answer: 2xx is sent, 408, 425, 429 and 5xx are tried again, everything else is refused for good.</summary>
/// <param name="http">Shared by all channels.</param>
internal sealed class HttpDelivery(HttpClient http, HostClock clock)
{
    private const int LongestComplaint = 300;

    /// <summary>Redirects are not followed: a message goes where the configuration says, or not at all.</summary>
    public static HttpClient NewClient() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(15),
        UseCookies = false,

        // No trace of ours goes to others.
        ActivityHeadersPropagator = null,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { UserAgent = { new ProductInfoHeaderValue("watchkeeper", "1") } },
    };

    public Task<Delivery> SendAsync(HttpRequestMessage request, TimeSpan timeout, CancellationToken cancellation) =>
        SendAsync(request, timeout, static (_, _) => Task.CompletedTask, cancellation);

    /// <param name="request">What is sent.</param>
    /// <param name="timeout">For all of it.</param>
    /// <param name="read">Reads the body of a good answer.</param>
    /// <param name="cancellation">Breaks it off.</param>
    public async Task<Delivery> SendAsync(
        HttpRequestMessage request, TimeSpan timeout, Func<HttpContent, CancellationToken, Task> read, CancellationToken cancellation)
    {
        var place = request.RequestUri!.Authority;
        using var deadline = new CancellationTokenSource(timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (!answer.IsSuccessStatusCode)
            {
                return await JudgeAsync(place, answer, either.Token);
            }

            await read(answer.Content, either.Token);
            return new Delivery.Sent();
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return new Delivery.Retry($"{place} did not answer within {timeout.TotalSeconds} s");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new Delivery.Retry($"{place} cannot be reached: {e.GetBaseException().Message}", Unreached: true);
        }
    }

    private async Task<Delivery> JudgeAsync(string place, HttpResponseMessage answer, CancellationToken cancellation)
    {
        var reason = $"{place} answered {(int)answer.StatusCode}{await ComplaintAsync(answer, cancellation)}";
        var mayHelp = answer.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or (HttpStatusCode)425 or >= HttpStatusCode.InternalServerError;
        return mayHelp ? new Delivery.Retry(reason, After(answer.Headers.RetryAfter)) : new Delivery.Refused(reason);
    }

    private TimeSpan? After(RetryConditionHeaderValue? header) => header switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - clock.GetUtcNow(),
        _ => null,
    };

    private static async Task<string> ComplaintAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
        using var reader = new StreamReader(body);
        var start = new char[LongestComplaint];
        var length = await reader.ReadBlockAsync(start, cancellation);
        var text = Composer.OneLine(new string(start, 0, length).Trim());
        return text.Length > 0 ? $": {text}" : "";
    }
}
