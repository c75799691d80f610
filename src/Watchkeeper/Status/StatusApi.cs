using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Watchkeeper.Status;

/// <summary><c>GET /api/v1/status</c>.</summary>
internal static class StatusApi
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/status", static async (StatusReader status, CancellationToken cancellation) =>
            TypedResults.Json(await status.ReadAsync(cancellation), StatusJson.Readable.JsonObject))
        .WithName("GetStatus").WithTags("status").WithSummary("How the host is doing: each room's figures, and the lines that people are shown.");
}

[JsonSerializable(typeof(JsonObject))]
internal sealed partial class StatusJson : JsonSerializerContext
{
    /// <summary>Plus signs and letters beyond ASCII as they are, and not as escapes: people look at this, too.</summary>
    public static StatusJson Readable { get; } = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
