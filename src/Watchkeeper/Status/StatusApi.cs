namespace Watchkeeper.Status;

/// <summary><c>GET /api/v1/status</c>.</summary>
internal static class StatusApi
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/status", static async (StatusReader status, CancellationToken cancellation) =>
            TypedResults.Json(await status.ReadAsync(cancellation), StatusJson.Readable.JsonObject))
        .WithName("GetStatus").WithTags("status").WithSummary("How the host is doing: each room's figures, what is wrong (items, the worst first), and the lines that people are shown.");
}
