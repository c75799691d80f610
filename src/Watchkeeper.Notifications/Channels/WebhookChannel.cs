using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Notifications.Channels;

/// <param name="Url">Where the JSON is posted to.</param>
/// <param name="Secret">Signs the body; null for no signature.</param>
/// <param name="Headers">Further headers.</param>
/// <param name="Timeout">For one request.</param>
public sealed record WebhookOptions(Uri Url, string? Secret, IReadOnlyDictionary<string, string> Headers, TimeSpan Timeout) : IChannelKind
{
    public string Word => "webhook";

    public string Destination => Url.GetLeftPart(UriPartial.Authority);

    internal static WebhookOptions Read(Section section) => new(
        HttpOptions.ReadUrl(section, "url", "Where the JSON is posted to.", "https://hooks.example.org/watchkeeper"),
        section.Secret("secret", "Signs the body: Watchkeeper-Signature is t=UNIX SECONDS,v1=HMAC-SHA256 in hexadecimal of those seconds, a point and the body."),
        section.SecretMap("headers", "Further headers, such as Authorization."),
        HttpOptions.ReadTimeout(section));
}

/// <summary>JSON to any HTTP server.</summary>
internal sealed class WebhookChannel(WebhookOptions options, HttpDelivery http, HostClock clock) : IChannel
{
    public async Task<Delivery> SendAsync(Message message, CancellationToken cancellation)
    {
        var body = MessageView.Write(message);
        using var request = new HttpRequestMessage(HttpMethod.Post, options.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        request.Headers.TryAddWithoutValidation("Idempotency-Key", message.Key);
        if (options.Secret is { } secret)
        {
            request.Headers.TryAddWithoutValidation("Watchkeeper-Signature", Signature(secret, (long)clock.Now.UnixSeconds, body));
        }

        foreach (var (name, value) in options.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content.Headers.Remove(name);
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return await http.SendAsync(request, options.Timeout, cancellation);
    }

    internal static string Signature(string secret, long time, byte[] body)
    {
        var stamp = time.ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.ASCII.GetBytes(stamp), (byte)'.', .. body];
        var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed);
        return $"t={stamp},v1={Convert.ToHexStringLower(hash)}";
    }
}
