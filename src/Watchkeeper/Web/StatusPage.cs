using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using Watchkeeper.Status;

namespace Watchkeeper.Web;

/// <summary>The status as a plain page at <c>/</c>, readable without JavaScript.</summary>
internal static class StatusPage
{
    private const string Head = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <meta name="color-scheme" content="light dark">
        <meta http-equiv="refresh" content="30">
        <link rel="icon" href="data:,">
        <title>{0} · Watchkeeper</title>
        <style>
        body { font: 1rem/1.6 system-ui, sans-serif; max-width: 48rem; margin: 3rem auto; padding: 0 1rem; }
        th { text-align: left; font-weight: normal; opacity: .7; padding-right: 2rem; vertical-align: top; white-space: nowrap; }
        .warning { color: #b25d00; } .error, .critical, .alert, .emergency { color: #c4262e; font-weight: 600; }
        footer { margin-top: 2rem; font-size: .85rem; opacity: .7; }
        </style>
        </head>
        <body>
        <h1>{0}</h1>
        <table>

        """;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/", static async (HttpContext context, StatusReader status) =>
            TypedResults.Content(Render(await status.ReadAsync(context.RequestAborted), context.Request.PathBase), "text/html; charset=utf-8"))
        .WithName("GetStatusPage").WithTags("web").WithSummary("The status as a page.");

    private static string Render(JsonObject status, string basePath)
    {
        var page = new StringBuilder();
        page.Append(Head.Replace("{0}", Encoded(status["host"]?["name"])));
        foreach (var line in status["lines"]?.AsArray() ?? [])
        {
            page.Append($"<tr><th scope=\"row\">{Encoded(line?["label"])}</th><td class=\"{Encoded(line?["severity"])}\">{Encoded(line?["text"])}</td></tr>\n");
        }

        page.Append($"</table>\n<footer>Watchkeeper {Encoded(status["version"])} · {Encoded(status["time"])} · ");
        page.Append($"<a href=\"{Encoded(basePath)}/api/v1/status\">JSON</a></footer>\n</body>\n</html>\n");
        return page.ToString();
    }

    private static string Encoded(JsonNode? text) => HtmlEncoder.Default.Encode((string?)text ?? "");
}
