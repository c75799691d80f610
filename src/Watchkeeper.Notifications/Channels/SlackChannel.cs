using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Watchkeeper.Core.Configuration;

namespace Watchkeeper.Notifications.Channels;

/// <param name="Url">The incoming webhook; whoever knows it may write, so it is a secret.</param>
/// <param name="Timeout">For one request.</param>
public sealed record SlackOptions(Uri Url, TimeSpan Timeout) : IChannelKind
{
    public string Word => "slack";

    public string Destination => Url.GetLeftPart(UriPartial.Authority);

    internal static SlackOptions Read(Section section)
    {
        var text = section.Secret("url", "The incoming webhook's address, which is a secret.");
        if (text is null || !Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            section.Error(text is null ? null : "url", "expected url: the incoming webhook's address, which begins with https://");
            url = new Uri("http://localhost/");
        }

        return new SlackOptions(url, HttpOptions.ReadTimeout(section));
    }
}

/// <summary>Slack's incoming webhook, which many others understand too.</summary>
internal sealed class SlackChannel(SlackOptions options, HttpDelivery http) : IChannel
{
    public async Task<Delivery> SendAsync(Message message, CancellationToken cancellation)
    {
        var text = $"*{Escape(message.Subject)}*\n```\n{Escape(message.Text.TrimEnd())}\n```";
        var body = JsonSerializer.Serialize(new JsonObject { ["text"] = text }, NotificationsJson.Default.JsonObject);
        using var request = new HttpRequestMessage(HttpMethod.Post, options.Url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        return await http.SendAsync(request, options.Timeout, cancellation);
    }

    /// <summary>The three characters that Slack's markup gives a meaning to.</summary>
    private static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
