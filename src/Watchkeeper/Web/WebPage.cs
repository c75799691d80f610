using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using Watchkeeper.Core.CommandLine;
using Watchkeeper.Core.Text;

namespace Watchkeeper.Web;

/// <summary>The one document of the interface: the built frame, with this daemon's base path and the present state put in.</summary>
internal static class WebPage
{
    private static readonly Lazy<string> Frame = new(() => WebAsset.ReadText("index.html"));

    /// <param name="basePath">The path under which a proxy shows everything; empty for none.</param>
    /// <param name="status">The status document, or null for a reader who may not see it.</param>
    /// <param name="hasSession">Whether the browser has signed in, and so can sign out.</param>
    public static byte[] Render(string basePath, JsonObject? status, bool hasSession) => Encoding.UTF8.GetBytes(Frame.Value
        .Replace("<base href=\"/ui/\" />", $"<base href=\"{HtmlEncoder.Default.Encode(basePath)}/ui/\" />{(hasSession ? "<meta name=\"session\" />" : "")}", StringComparison.Ordinal)
        .Replace("<!--state-->", status is null ? SignedOut : State(status), StringComparison.Ordinal));

    private const string SignedOut = "<main class=\"main\"><h1>Watchkeeper</h1><p>This page needs JavaScript, and a token to sign in with.</p></main>";

    private static string State(JsonObject status)
    {
        var page = new StringBuilder();
        var items = status["items"]?.AsArray() ?? [];
        page.Append($"<main class=\"main\"><h1>{Encoded(status["host"]?["name"])}</h1>{Verdict(items)}");
        if (items.Count > 0)
        {
            page.Append("<section class=\"panel\"><ul class=\"items\">\n");
            foreach (var item in items)
            {
                page.Append($"<li>{Tone(item)} <strong>{Encoded(item?["subject"])}</strong> {Encoded(WithoutSubject(item))} <span class=\"quiet\">{Since(item)}{Encoded(item?["advice"])}</span></li>\n");
            }

            page.Append("</ul></section>");
        }

        page.Append("<section class=\"panel\"><dl class=\"facts\">\n");
        foreach (var line in status["lines"]?.AsArray() ?? [])
        {
            page.Append($"<dt>{Encoded(line?["label"])}</dt><dd>{Encoded(line?["text"])} {Tone(line)}</dd>\n");
        }

        return page.Append($"</dl></section><p class=\"quiet small\">Watchkeeper {Encoded(status["version"])} · {Encoded(status["time"])}</p></main>").ToString();
    }

    private static string Verdict(JsonArray items)
    {
        var count = items.Sum(item => (int?)item?["count"] ?? 1);
        var text = count switch { 0 => "All is well", 1 => "One thing is wrong", _ => string.Create(CultureInfo.InvariantCulture, $"{count} things are wrong") };
        return $"<div class=\"verdict\" data-tone=\"{(count == 0 ? "ok" : ToneOf(items[0]))}\">{text}</div>";
    }

    /// <summary>Many sentences begin with what they are about, which stands before them already.</summary>
    private static JsonNode? WithoutSubject(JsonNode? item)
    {
        var message = (string?)item?["message"] ?? "";
        var subject = (string?)item?["subject"] ?? "";
        string[] beginnings = [$"{subject}: ", $"{subject} "];
        return Array.Find(beginnings, each => message.StartsWith(each, StringComparison.Ordinal)) is { } start ? message[start.Length..] : message;
    }

    private static string Since(JsonNode? item) => item?["since"] is { } since ? $"since {Encoded(since)}. " : "";

    /// <summary>The severity in words and in its colour; nothing where nothing is wrong.</summary>
    private static string Tone(JsonNode? node) =>
        ToneOf(node) is { } tone ? $"<span class=\"state\" data-tone=\"{tone}\">({Encoded(node?["severity"])})</span>" : "";

    private static string? ToneOf(JsonNode? node) => (string?)node?["severity"] switch
    {
        "emergency" or "alert" or "critical" or "error" => "error",
        "warning" => "warning",
        _ => null,
    };

    /// <summary>As the command line cleans it, with the times in it as people read them: without a program the page knows no zone but UTC.</summary>
    private static string Encoded(JsonNode? text) => HtmlEncoder.Default.Encode(Times.Localize(Screen.Clean((string?)text ?? ""), TimeZoneInfo.Utc));
}
