using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Events;

namespace Watchkeeper.Notifications.Channels;

/// <param name="Url">The topic's address.</param>
/// <param name="Token">An access token; null where the topic is open.</param>
/// <param name="Timeout">For one request.</param>
public sealed record NtfyOptions(Uri Url, string? Token, TimeSpan Timeout) : IChannelKind
{
    public string Word => "ntfy";

    public string Destination => Url.GetLeftPart(UriPartial.Authority);

    internal static NtfyOptions Read(Section section)
    {
        var url = HttpOptions.ReadUrl(section, "url", "The topic's address.", "https://ntfy.sh/your-secret-topic");
        if (section.Has("url") && url.AbsolutePath.Trim('/').Length == 0)
        {
            section.Error("url", "the address ends with the topic, as in https://ntfy.sh/your-secret-topic");
        }

        return new NtfyOptions(url, section.Secret("token", "An access token, where the topic asks for one."), HttpOptions.ReadTimeout(section));
    }
}

/// <summary>A topic of ntfy, published as JSON (docs.ntfy.sh/publish/#publish-as-json), because its headers cannot carry every letter.</summary>
internal sealed class NtfyChannel(NtfyOptions options, HttpDelivery http) : IChannel
{
    /// <summary>ntfy makes an attachment of a longer text (4096 bytes).</summary>
    private const int LongestText = 3500;

    public async Task<Delivery> SendAsync(Message message, CancellationToken cancellation)
    {
        var path = options.Url.AbsolutePath.TrimEnd('/');
        var slash = path.LastIndexOf('/');
        var body = new JsonObject
        {
            ["topic"] = Uri.UnescapeDataString(path[(slash + 1)..]),
            ["title"] = message.Subject,
            ["message"] = Shortened(message.Text),
            ["priority"] = Priority(message.Severity),
        };
        if (message.Link is { } link)
        {
            body["click"] = link;
        }

        var server = new Uri(options.Url, path[..(slash + 1)]);
        using var request = new HttpRequestMessage(HttpMethod.Post, server)
        {
            Content = new StringContent(JsonSerializer.Serialize(body, NotificationsJson.Default.JsonObject), Encoding.UTF8, "application/json"),
        };
        if (options.Token is { } token)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return await http.SendAsync(request, options.Timeout, cancellation);
    }

    private static int Priority(Severity severity) => severity switch
    {
        <= Severity.Critical => 5,
        Severity.Error => 4,
        Severity.Warning or Severity.Notice => 3,
        _ => 2,
    };

    private static string Shortened(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return bytes.Length <= LongestText ? text.TrimEnd() : Encoding.UTF8.GetString(bytes, 0, LongestText).TrimEnd('\uFFFD') + "…";
    }
}
