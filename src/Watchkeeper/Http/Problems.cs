using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Features;
using Watchkeeper.Core;
using Watchkeeper.Core.Diagnostics;
using Watchkeeper.Hosting;

namespace Watchkeeper.Http;

/// <summary>
/// The outermost middleware: whatever goes wrong inside becomes one problem+json answer (RFC 9457) with a sentence. A <see cref="ProblemException"/> carries
/// its own; a bug is logged with its stack trace and answered without one; an empty 4xx answer gets words.
/// </summary>
internal sealed partial class Problems(RequestDelegate next, Counters counters, ILogger<Problems> log)
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Counter _bugs = counters.Of("watchkeeper_http_failures_total", "Requests that failed because of a defect in Watchkeeper.");

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null })
            {
                await WriteAsync(context, context.Response.StatusCode, Explain(context));
            }
        }
        catch (Exception failure)
        {
            if (context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
            {
                if (failure is not (OperationCanceledException or IOException or ProblemException))
                {
                    Note(context, failure);
                }

                context.Abort();
                return;
            }

            var (status, sentence) = Judge(context, failure);
            context.Response.Clear();
            await WriteAsync(context, status, sentence);
        }
    }

    /// <summary>Answers with a problem; the title is the status's own name.</summary>
    public static async Task WriteAsync(HttpContext context, int status, string sentence)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "application/problem+json";
        response.Headers.CacheControl = "no-store";
        var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body, Readable))
        {
            json.WriteStartObject();
            json.WriteString("type", "about:blank");
            json.WriteString("title", Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status));
            json.WriteNumber("status", status);
            json.WriteString("detail", sentence);
            json.WriteString("instance", context.Request.Path.Value);
            json.WriteEndObject();
        }

        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), context.RequestAborted);
        }
    }

    private (int Status, string Sentence) Judge(HttpContext context, Exception failure)
    {
        switch (failure)
        {
            case ProblemException problem:
                return (problem.HttpStatus, problem.Message);
            case BadHttpRequestException { InnerException: JsonException json }:
                return (400, ExplainJson(json));
            case JsonException json:
                return (400, ExplainJson(json));
            case BadHttpRequestException { StatusCode: 413 }:
                return (413, ExplainSize(context));
            case BadHttpRequestException bad:
                return (bad.StatusCode, ExplainParameter(bad.Message));
            case OperationCanceledException:
                return (503, "Watchkeeper is stopping; try again in a moment.");
            default:
                Note(context, failure);
                return (500, "This is a defect in Watchkeeper; its log says more.");
        }
    }

    private void Note(HttpContext context, Exception failure)
    {
        _bugs.Add();
        HostLog.RequestFailed(log, context.Request.Method, context.Request.Path.Value ?? "/", failure);
    }

    private static string ExplainJson(JsonException json)
    {
        var place = json.LineNumber is { } line ? $" at line {line + 1}, column {json.BytePositionInLine + 1}" : "";
        var path = json.Path is { Length: > 1 } ? $" ({json.Path})" : "";
        return $"The body is not the JSON that is expected here{place}{path}.";
    }

    /// <summary>The framework names types of C# at whoever sent the request; its name is enough.</summary>
    private static string ExplainParameter(string message) => MissingPattern().Match(message) is { Success: true } missing
        ? $"The parameter '{missing.Groups["name"]}' is missing."
        : message.TrimEnd('.') + ".";

    [GeneratedRegex("^Required parameter \"\\S+ (?<name>[^\"]+)\" was not provided", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MissingPattern();

    private static string ExplainSize(HttpContext context) =>
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize is { } limit
            ? $"The body is larger than the {limit} bytes that are taken here."
            : "The body is too large.";

    private static string Explain(HttpContext context) => context.Response.StatusCode switch
    {
        400 when context.Request.Query.Count > 0 => "A parameter of the request is not of its type; /openapi.json says what each takes.",
        400 => "The request is not understood.",
        404 => $"There is nothing at {context.Request.Path}; /openapi.json lists what there is.",
        405 => $"{context.Request.Path} does not take {context.Request.Method}; it takes {context.Response.Headers.Allow}.",
        413 => ExplainSize(context),
        415 => "The body must be JSON, with the header Content-Type: application/json.",
        _ => "The request was refused.",
    };
}
