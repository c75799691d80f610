using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Watchkeeper.Core;
using Watchkeeper.Core.Diagnostics;
using Watchkeeper.Core.Http;
using Watchkeeper.Core.Time;
using Watchkeeper.Metrics.Collectors;
using Watchkeeper.Metrics.Export;
using Watchkeeper.Metrics.Exposition;
using Watchkeeper.Metrics.Push;
using Watchkeeper.Metrics.Query;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics;

/// <summary><c>/metrics</c> for scrapers, and <c>/api/v1/metrics</c>.</summary>
internal static class MetricsApi
{
    private const long LargestPush = 64 * 1024 * 1024;
    private const int LargestJson = 4 * 1024 * 1024;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/metrics", ScrapeAsync).WithName("ScrapeMetrics").WithTags("metrics")
            .WithSummary("The host's values of this moment and what was pushed, in Prometheus' text format or OpenMetrics.");
        routes.MapGet("/api/v1/metrics", List).WithName("ListMetrics").WithTags("metrics").WithSummary("All series, or those that a selector finds, with their newest values.");
        routes.MapGet("/api/v1/metrics/query", Query).WithName("QueryMetrics").WithTags("metrics")
            .WithSummary("Evaluates an expression at a time, or with since at every step of a range.");
        routes.MapGet("/api/v1/metrics/export", ExportAsync).WithName("ExportMetrics").WithTags("metrics")
            .WithSummary("Stored samples as they are: csv, json (a series a line) or openmetrics.");
        routes.MapGet("/api/v1/metrics/storage", Storage).WithName("MetricsStorage").WithTags("metrics").WithSummary("How much is stored, by series.");
        routes.MapPost("/api/v1/metrics", PushAsync).WithName("PushMetrics").WithTags("metrics").WithMetadata(new RequiredRole(Role.Ping))
            .WithSummary("Takes samples: OpenMetrics or Prometheus text, Graphite's lines, or JSON.");
        PrometheusApi.Map(routes);
    }

    private static async Task ScrapeAsync(HttpContext context, MetricsService service, SampleStore store, Counters counters)
    {
        var samples = new List<Sample>(await service.ScrapeAsync(context.RequestAborted));

        // Textfiles have just been read with the rest: what is gone from them is gone.
        samples.AddRange(store.Catalog.All().Where(series => series.Source is not (SeriesCatalog.Host or TextfileCollector.SourceName) && store.IsFresh(series))
            .Select(series => new Sample(series, series.Head.Latest!.Value.Value)));
        samples.AddRange(counters.All.Select(counter => new Sample(
            new(new(counter.Name, counter.Rises ? MetricKind.Counter : MetricKind.Gauge, counter.Help), Labels.Of(counter.Name), "watchkeeper"), counter.Value)));

        // Somebody may push a name that Watchkeeper's own figures have: a scraper refuses everything where a series stands twice.
        var distinct = samples.DistinctBy(sample => sample.Series.Labels).ToArray();
        var openMetrics = context.Request.Headers.Accept.ToString().Contains("application/openmetrics-text", StringComparison.OrdinalIgnoreCase);
        var body = Encoding.UTF8.GetBytes(PrometheusText.Write(distinct, openMetrics));
        context.Response.ContentType = openMetrics ? PrometheusText.OpenMetricsContentType : PrometheusText.ContentType;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static JsonHttpResult<MetricList> List(MetricsQueries queries, string? match) =>
        TypedResults.Json(queries.List(match), MetricsJson.Default.MetricList);

    private static JsonHttpResult<QueryAnswer> Query(
        MetricsQueries queries, HostClock clock, string query, string? time, string? since, string? until, string? step, CancellationToken cancellation)
    {
        try
        {
            var range = QueryRange.Read(time, since, until, step, clock.Now, TimeZoneInfo.Local);
            return TypedResults.Json(range.Ask(queries, query, cancellation), MetricsJson.Default.QueryAnswer);
        }
        catch (QueryException problem)
        {
            throw new ProblemException(ProblemKind.BadRequest, $"The query cannot be answered: {problem.Message}.", problem);
        }
    }

    private static async Task ExportAsync(HttpContext context, MetricsQueries queries, HostClock clock, string? match, string? since, string? until, string? format)
    {
        var kind = format switch
        {
            null or "csv" => ExportFormat.Csv,
            "json" => ExportFormat.Json,
            "openmetrics" => ExportFormat.OpenMetrics,
            _ => throw new ProblemException(ProblemKind.BadRequest, $"The format “{format}” is unknown; write csv, json or openmetrics."),
        };
        var range = QueryRange.Read(null, since ?? "-1d", until, null, clock.Now, TimeZoneInfo.Local);
        var samples = queries.Samples(match, range.From, range.To);
        context.Response.ContentType = SampleFormat.ContentType(kind);
        foreach (var part in SampleFormat.Write(samples, kind))
        {
            await context.Response.WriteAsync(part, context.RequestAborted);
        }
    }

    private static JsonHttpResult<StorageAnswer> Storage(SampleStore store) => TypedResults.Json(store.Storage(), MetricsJson.Default.StorageAnswer);

    private static async Task<JsonHttpResult<PushAnswer>> PushAsync(HttpContext context, PushIntake intake)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = LargestPush;
        }

        if (context.Request.Headers.ContentEncoding is [{ } packing] && packing is not ("" or "identity"))
        {
            throw new ProblemException(ProblemKind.BadRequest, $"The body is packed ({packing}); send it as it is.");
        }

        var type = context.Request.ContentType ?? "";
        using var batch = intake.Begin();
        try
        {
            if (type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) || type.StartsWith("application/x-ndjson", StringComparison.OrdinalIgnoreCase))
            {
                JsonSamples.Read(await PushBody.ReadJsonAsync(context.Request.BodyReader, LargestJson, context.RequestAborted), batch);
            }
            else
            {
                var reader = intake.Reader(type.Contains("openmetrics", StringComparison.OrdinalIgnoreCase));
                await PushBody.ReadTextAsync(context.Request.BodyReader, reader, batch, context.RequestAborted);
            }

            return TypedResults.Json(await intake.TakeAsync(batch, context.RequestAborted), MetricsJson.Default.PushAnswer);
        }
        catch (PushException problem)
        {
            throw new ProblemException(ProblemKind.BadRequest, problem.Message, problem);
        }
    }
}
