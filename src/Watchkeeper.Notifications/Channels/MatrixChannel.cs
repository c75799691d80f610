using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Watchkeeper.Core.Configuration;

namespace Watchkeeper.Notifications.Channels;

/// <param name="Server">The homeserver.</param>
/// <param name="Room">Its id (<c>!abc:example.org</c>) or its alias (<c>#alerts:example.org</c>).</param>
/// <param name="Token">The access token of the account that writes.</param>
/// <param name="Timeout">For one request.</param>
public sealed record MatrixOptions(Uri Server, string Room, string Token, TimeSpan Timeout) : IChannelKind
{
    /// <summary>What an alias begins with.</summary>
    public const char Alias = '#';

    public string Word => "matrix";

    public string Destination => $"{Room} at {Server.Authority}";

    internal static MatrixOptions Read(Section section)
    {
        var options = new MatrixOptions(
            HttpOptions.ReadUrl(section, "server", "The homeserver.", "https://matrix.example.org"),
            section.OptionalText("room", "The room: its alias or its id; in quotes, because both begin with a letter that YAML reads otherwise.", "\"#alerts:example.org\"") ?? "",
            section.Secret("token", "The access token of the account that writes.") ?? "",
            HttpOptions.ReadTimeout(section));
        if (options.Room.Length == 0 || options.Token.Length == 0)
        {
            section.Error(null, "a Matrix channel takes server, room and token");
        }
        else if (options.Room[0] is not ('!' or Alias) || !options.Room.Contains(':', StringComparison.Ordinal))
        {
            section.Error("room", $"\"{options.Room}\" is no room; write an alias like \"#alerts:example.org\" or an id like \"!abcdef:example.org\"");
        }

        return options;
    }
}

/// <summary>A Matrix room (spec.matrix.org, "PUT …/send/{eventType}/{txnId}"): the transaction id is the message's key, so a repetition changes nothing.</summary>
internal sealed class MatrixChannel(MatrixOptions options, HttpDelivery http) : IChannel
{
    private const int LongestAnswer = 65_536;

    public async Task<Delivery> SendAsync(Message message, CancellationToken cancellation)
    {
        var body = new JsonObject { ["msgtype"] = "m.text", ["body"] = $"{message.Subject}\n\n{message.Text.TrimEnd()}" };
        if (message.Html is { } html)
        {
            body["format"] = "org.matrix.custom.html";
            body["formatted_body"] = html;
        }

        if (options.Room[0] != MatrixOptions.Alias)
        {
            return await SendAsync(options.Room, message, body, cancellation);
        }

        var (room, failure) = await ResolveAsync(cancellation);
        return failure ?? await SendAsync(room, message, body, cancellation);
    }

    private async Task<Delivery> SendAsync(string room, Message message, JsonObject body, CancellationToken cancellation)
    {
        using var request = Request(HttpMethod.Put, $"rooms/{Uri.EscapeDataString(room)}/send/m.room.message/{Uri.EscapeDataString(message.Key)}");
        request.Content = new StringContent(JsonSerializer.Serialize(body, NotificationsJson.Default.JsonObject), Encoding.UTF8, "application/json");
        return await http.SendAsync(request, options.Timeout, cancellation);
    }

    /// <summary>Which room the alias stands for now ("GET …/directory/room/{roomAlias}"): it may be moved to another at any time.</summary>
    private async Task<(string Room, Delivery? Failure)> ResolveAsync(CancellationToken cancellation)
    {
        var room = "";
        using var request = Request(HttpMethod.Get, $"directory/room/{Uri.EscapeDataString(options.Room)}");
        var delivery = await http.SendAsync(request, options.Timeout, async (content, reading) => room = await RoomAsync(content, reading), cancellation);
        if (delivery is Delivery.Sent)
        {
            return (room, room.Length > 0 ? null : new Delivery.Retry($"{options.Server.Authority} did not say which room {options.Room} is"));
        }

        return (room, delivery);
    }

    private static async Task<string> RoomAsync(HttpContent content, CancellationToken cancellation)
    {
        await content.LoadIntoBufferAsync(LongestAnswer, cancellation);
        try
        {
            return JsonNode.Parse(await content.ReadAsByteArrayAsync(cancellation)) is JsonObject answer
                && answer["room_id"] is JsonValue id && id.TryGetValue(out string? room) ? room : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, new Uri(options.Server, $"{options.Server.AbsolutePath.TrimEnd('/')}/_matrix/client/v3/{path}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.Token);
        return request;
    }
}
