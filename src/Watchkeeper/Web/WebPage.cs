using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;

namespace Watchkeeper.Web;

/// <summary>The one document of the interface: the built frame, with this daemon's base path and the present state put in.</summary>
internal static class WebPage
{
    private static readonly Lazy<string> Frame = new(() => WebAsset.ReadText("index.html"));

    /// <param name="basePath">The path under which a proxy shows everything; empty for none.</param>
    /// <param name="status">The status document, or null for a reader who may not see it.</param>
    public static byte[] Render(string basePath, JsonObject? status) => Encoding.UTF8.GetBytes(Frame.Value
        .Replace("<base href=\"/ui/\" />", $"<base href=\"{HtmlEncoder.Default.Encode(basePath)}/ui/\" />", StringComparison.Ordinal)
        .Replace("<!--state-->", status is null ? SignedOut : State(status), StringComparison.Ordinal));

    private const string SignedOut = "<main class=\"main\"><h1>Watchkeeper</h1><p>This page needs JavaScript, and a token to sign in with.</p></main>";

    private static string State(JsonObject status)
    {
        var page = new StringBuilder();
        page.Append($"<main class=\"main\"><h1>{Encoded(status["host"]?["name"])}</h1><section class=\"panel\"><dl class=\"facts\">\n");
        foreach (var line in status["lines"]?.AsArray() ?? [])
        {
            var severity = (string?)line?["severity"];
            var tone = severity is "emergency" or "alert" or "critical" or "error" ? "error" : severity;
            var word = tone is "error" or "warning" ? $" <span class=\"state\" data-tone=\"{tone}\">({severity})</span>" : "";
            page.Append($"<dt>{Encoded(line?["label"])}</dt><dd>{Encoded(line?["text"])}{word}</dd>\n");
        }

        return page.Append($"</dl></section><p class=\"quiet small\">Watchkeeper {Encoded(status["version"])} · {Encoded(status["time"])}</p></main>").ToString();
    }

    private static string Encoded(JsonNode? text) => HtmlEncoder.Default.Encode((string?)text ?? "");
}
