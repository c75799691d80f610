using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Watchkeeper.Core.Configuration;

namespace Watchkeeper.Notifications.Channels;

/// <param name="Server">The homeserver.</param>
/// <param name="Room">The room's id: <c>!abc:example.org</c>.</param>
/// <param name="Token">The access token of the account that writes.</param>
/// <param name="Timeout">For one request.</param>
public sealed record MatrixOptions(Uri Server, string Room, string Token, TimeSpan Timeout) : IChannelKind
{
    public string Word => "matrix";

    public string Destination => $"{Room} at {Server.Authority}";

    internal static MatrixOptions Read(Section section)
    {
        var options = new MatrixOptions(
            HttpOptions.ReadUrl(section, "server", "The homeserver.", "https://matrix.example.org"),
            section.OptionalText("room", "The room's id (not its alias).", "\"!abcdef:example.org\"") ?? "",
            section.Secret("token", "The access token of the account that writes.") ?? "",
            HttpOptions.ReadTimeout(section));
        if (options.Room.Length == 0 || options.Token.Length == 0)
        {
            section.Error(null, "a Matrix channel takes server, room and token");
        }

        return options;
    }
}

/// <summary>A Matrix room (spec.matrix.org, "PUT …/send/{eventType}/{txnId}"): the transaction id is the message's key, so a repetition changes nothing.</summary>
internal sealed class MatrixChannel(MatrixOptions options, HttpDelivery http) : IChannel
{
    public async Task<Delivery> SendAsync(Message message, CancellationToken cancellation)
    {
        var body = new JsonObject { ["msgtype"] = "m.text", ["body"] = $"{message.Subject}\n\n{message.Text.TrimEnd()}" };
        if (message.Html is { } html)
        {
            body["format"] = "org.matrix.custom.html";
            body["formatted_body"] = html;
        }

        var path = $"{options.Server.AbsolutePath.TrimEnd('/')}/_matrix/client/v3/rooms/{Uri.EscapeDataString(options.Room)}/send/m.room.message/{Uri.EscapeDataString(message.Key)}";
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(options.Server, path))
        {
            Content = new StringContent(JsonSerializer.Serialize(body, NotificationsJson.Default.JsonObject), Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.Token);
        return await http.SendAsync(request, options.Timeout, cancellation);
    }
}
