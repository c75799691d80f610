using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Watchkeeper.Core.Http;
using Watchkeeper.Core.Time;
using Watchkeeper.Metrics.Query;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics;

/// <summary>Prometheus' HTTP API, as much of it as Grafana's Prometheus data source and promtool use.</summary>
internal static class PrometheusApi
{
    private static readonly RequiredRole Reading = new(Role.Read);

    public static void Map(IEndpointRouteBuilder routes)
    {
        Map(routes, "/api/v1/query", "PrometheusQuery", "Evaluates an expression at one time (Prometheus' API).", Query);
        Map(routes, "/api/v1/query_range", "PrometheusQueryRange", "Evaluates an expression over a range of time (Prometheus' API).", QueryRange);
        Map(routes, "/api/v1/series", "PrometheusSeries", "The series that selectors find (Prometheus' API).", Series);
        Map(routes, "/api/v1/labels", "PrometheusLabels", "The names of labels (Prometheus' API).", LabelNames);
        Map(routes, "/api/v1/label/{name}/values", "PrometheusLabelValues", "The values of a label (Prometheus' API).", LabelValues);
        Map(routes, "/api/v1/metadata", "PrometheusMetadata", "Types and descriptions of metrics (Prometheus' API).", Metadata);
        Map(routes, "/api/v1/status/buildinfo", "PrometheusBuildInfo", "Which version of Prometheus' API this is like (Prometheus' API).", BuildInfo);
        PrometheusAbsentApi.Map(routes);
    }

    private static void Map(IEndpointRouteBuilder routes, string path, string name, string summary, Func<MetricsRequest, byte[]> answer)
    {
        routes.MapMethods(path, ["GET", "POST"], (HttpContext context, SampleStore store, MetricsQueries queries, HostClock clock) =>
                AnswerAsync(context, new(context, store, queries, clock), answer))
            .WithMetadata(Reading).WithName(name).WithTags("prometheus").WithSummary(summary);
    }

    private static async Task AnswerAsync(HttpContext context, MetricsRequest request, Func<MetricsRequest, byte[]> answer)
    {
        byte[] body;
        try
        {
            await request.ReadFormAsync();
            body = answer(request);
        }
        catch (QueryException problem)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            body = PrometheusJson.Failure("bad_data", problem.Message);
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static byte[] Query(MetricsRequest request)
    {
        var (expression, time) = (request.Needed("query"), request.Time("time") ?? request.Now);
        return request.Queries.Engine.Samples(expression, time) is { } samples
            ? PrometheusJson.Success(json => PrometheusJson.Range(json, samples))
            : Instant(time, request.Queries.Engine.Instant(expression, time, request.Aborted));
    }

    private static byte[] Instant(long time, QueryValue value) => PrometheusJson.Success(json => PrometheusJson.Instant(json, time, value));

    private static byte[] QueryRange(MetricsRequest request)
    {
        var (from, to) = (request.Time("start"), request.Time("end"));
        if (from is null || to is null)
        {
            throw new QueryException("query_range needs start and end");
        }

        var (times, value) = request.Queries.Engine.Range(request.Needed("query"), from.Value, to.Value, request.Step(), request.Aborted);
        var matrix = value.Kind == ValueKind.Scalar
            ? [(Labels.Empty, times, value.Scalar)]
            : value.Vector.Select(series => (series.Labels, times, series.Values));
        return PrometheusJson.Success(json => PrometheusJson.Range(json, matrix));
    }

    private static byte[] Series(MetricsRequest request) => request.Matches.Count == 0
        ? throw new QueryException("series needs at least one match[]")
        : PrometheusJson.Success(json =>
        {
            json.WriteStartArray();
            foreach (var series in request.Selected())
            {
                PrometheusJson.LabelSet(json, series.Labels);
            }

            json.WriteEndArray();
        });

    private static byte[] LabelNames(MetricsRequest request) => PrometheusJson.Success(json => PrometheusJson.Texts(
        json, request.Selected().SelectMany(series => series.Labels.Pairs.ToArray().Select(pair => pair.Key)).Distinct().Order(StringComparer.Ordinal)));

    private static byte[] LabelValues(MetricsRequest request)
    {
        var name = request.Route("name");
        LabelFunctions.Check(name);
        return PrometheusJson.Success(json => PrometheusJson.Texts(
            json, request.Selected().Select(series => series.Labels[name]).OfType<string>().Distinct().Order(StringComparer.Ordinal)));
    }

    private static byte[] Metadata(MetricsRequest request) => PrometheusJson.Success(json =>
    {
        var wanted = request["metric"];
        json.WriteStartObject();
        foreach (var family in request.Selected().Select(series => series.Family).DistinctBy(family => family.Name).Where(family => wanted is null || wanted == family.Name))
        {
            json.WriteStartArray(family.Name);
            json.WriteStartObject();
            json.WriteString("type", family.Kind == MetricKind.Untyped ? "unknown" : family.Kind.ToString().ToLowerInvariant());
            json.WriteString("help", family.Help);
            json.WriteString("unit", "");
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
    });

    private static byte[] BuildInfo(MetricsRequest request) => PrometheusJson.Success(json =>
    {
        json.WriteStartObject();
        json.WriteString("version", "2.42.0");
        foreach (var name in (string[])["revision", "branch", "buildUser", "buildDate", "goVersion"])
        {
            json.WriteString(name, "");
        }

        json.WriteString("application", "Watchkeeper");
        json.WriteEndObject();
    });

    /// <summary>A request's parameters, from its address or its form.</summary>
    private sealed class MetricsRequest(HttpContext context, SampleStore store, MetricsQueries queries, HostClock clock)
    {
        /// <summary>Milliseconds of which there are 64 bits of microseconds.</summary>
        private const long Furthest = 8_000_000_000_000_000;

        private IFormCollection _form = FormCollection.Empty;

        public MetricsQueries Queries => queries;

        public long Now => clock.Now.Microseconds / 1000;

        public CancellationToken Aborted => context.RequestAborted;

        public IReadOnlyList<string> Matches => [.. context.Request.Query["match[]"].Concat(_form["match[]"]).OfType<string>()];

        public string? this[string name] => context.Request.Query[name] is [{ } value, ..] ? value : _form[name] is [{ } field, ..] ? field : null;

        public async Task ReadFormAsync()
        {
            if (context.Request.HasFormContentType)
            {
                _form = await context.Request.ReadFormAsync(context.RequestAborted);
            }
        }

        public string Route(string name) => (string)context.Request.RouteValues[name]!;

        public string Needed(string name) => this[name] is { Length: > 0 } value ? value : throw new QueryException($"the parameter {name} is missing");

        /// <summary>Unix seconds or RFC 3339; milliseconds.</summary>
        public long? Time(string name)
        {
            if (this[name] is not { Length: > 0 } text)
            {
                return null;
            }

            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && Math.Abs(seconds) * 1000 < Furthest)
            {
                return (long)Math.Round(seconds * 1000);
            }

            return Core.Text.Times.TryParseRfc3339(text, out var time)
                ? time.Microseconds / 1000
                : throw new QueryException($"{name} is neither Unix seconds nor RFC 3339: “{text}”");
        }

        /// <summary>Seconds or a duration; milliseconds.</summary>
        public long Step()
        {
            var text = Needed("step");
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && Math.Abs(seconds) < 8e12
                ? (long)Math.Round(seconds * 1000)
                : (long)(Lexer.Duration(text) ?? throw new QueryException($"the step is neither seconds nor a duration: “{text}”"));
        }

        /// <summary>The series that are stored, or those of them that the selectors find, and that have samples in the time that was named.</summary>
        public IReadOnlyList<LiveSeries> Selected()
        {
            var found = Matches.Count == 0 ? store.Catalog.Select([]) : Matches.SelectMany(match => store.Catalog.Select(Parser.ParseSelector(match))).Distinct();
            var (stored, from, to) = (found.Where(store.HasSamples), Time("start"), Time("end"));
            return from is null && to is null ? [.. stored]
                : from > to ? []
                : store.Reader.Between(stored, from ?? -Furthest, to ?? Furthest);
        }
    }
}
