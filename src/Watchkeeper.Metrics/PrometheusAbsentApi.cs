using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Watchkeeper.Core.Http;

namespace Watchkeeper.Metrics;

/// <summary>
/// What Prometheus has and Watchkeeper has not: where there could be nothing in a Prometheus too, its answer for nothing, which Grafana takes as that;
/// elsewhere Prometheus' own form of an error.
/// </summary>
internal static class PrometheusAbsentApi
{
    private static readonly RequiredRole Reading = new(Role.Read);

    private static readonly (string Path, byte[] Nothing)[] Empty =
    [
        ("query_exemplars", Success("[]"u8)),
        ("alerts", Success("{\"alerts\":[]}"u8)),
        ("alertmanagers", Success("{\"activeAlertmanagers\":[],\"droppedAlertmanagers\":[]}"u8)),
        ("rules", Success("{\"groups\":[]}"u8)),
        ("targets", Success("{\"activeTargets\":[],\"droppedTargets\":[]}"u8)),
        ("targets/metadata", Success("[]"u8)),
    ];

    private static readonly string[] Unknown =
    [
        "format_query", "parse_query", "read", "write", "otlp/v1/metrics", "scrape_pools", "status/config", "status/flags", "status/runtimeinfo", "status/tsdb",
        "status/walreplay", "admin/tsdb/snapshot", "admin/tsdb/delete_series", "admin/tsdb/clean_tombstones",
    ];

    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var (path, nothing) in Empty)
        {
            Map(routes, path, StatusCodes.Status200OK, nothing);
        }

        foreach (var path in Unknown)
        {
            Map(routes, path, StatusCodes.Status404NotFound, PrometheusJson.Failure("not_found", $"Watchkeeper has no {path}"));
        }
    }

    private static void Map(IEndpointRouteBuilder routes, string path, int status, byte[] body) => routes.MapMethods(
        $"/api/v1/{path}",
        ["GET", "POST"],
        async (HttpContext context) =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = body.Length;
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }).WithMetadata(Reading).ExcludeFromDescription();

    private static byte[] Success(ReadOnlySpan<byte> data) => [.. "{\"status\":\"success\",\"data\":"u8, .. data, .. "}"u8];
}
