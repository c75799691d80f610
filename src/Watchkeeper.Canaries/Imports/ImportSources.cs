using System.Text.Json;
using Watchkeeper.Core;

namespace Watchkeeper.Canaries.Imports;

/// <summary>Where canaries come from: a running Coal Mine, an export of its MongoDB, a project of healthchecks.</summary>
internal static class ImportSources
{
    private const int LongestFile = 1 << 30;

    /// <summary>A running Coal Mine, over its own programming interface.</summary>
    public static async Task<Export> CoalMineAsync(Uri server, string? key, CancellationToken cancellation)
    {
        var list = new Uri(server, $"/coal-mine/v1/canary/list?verbose=true{(key is null ? "" : $"&auth_key={Uri.EscapeDataString(key)}")}");
        using var document = await FetchAsync(list, [], cancellation);
        return List(document, "canaries") is { } canaries
            ? Export.Of(canaries, server.Authority, CoalMineJson.Read)
            : throw new ProblemException(ProblemKind.Failed, $"{server} answered something that is not a list of canaries; is it a Coal Mine?");
    }

    /// <summary>What <c>mongoexport --collection canaries</c> wrote: a document a line, or an array with <c>--jsonArray</c>.</summary>
    public static async Task<Export> MongoExportAsync(string path, CancellationToken cancellation)
    {
        try
        {
            if (Directory.Exists(path))
            {
                throw new ProblemException(ProblemKind.BadRequest, $"{path} is a folder; name the file in it that mongoexport wrote.");
            }

            if (new FileInfo(path).Length > LongestFile)
            {
                throw new ProblemException(ProblemKind.BadRequest, $"{path} is larger than 1 GiB; export the collection in parts with --query.");
            }

            var text = await File.ReadAllTextAsync(path, cancellation);
            return text.AsSpan().TrimStart().StartsWith("[") ? ReadArray(path, text) : ReadLines(path, text);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ProblemException(ProblemKind.BadRequest, $"{path} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>A project of healthchecks, over its API v3; the uuids stay, so that its ping URLs work here.</summary>
    public static async Task<Export> HealthchecksAsync(Uri server, string key, CancellationToken cancellation)
    {
        using var document = await FetchAsync(new Uri(server, "/api/v3/checks/"), [("X-Api-Key", key)], cancellation);
        return List(document, "checks") is { } checks
            ? Export.Of(checks, server.Authority, ReadCheck)
            : throw new ProblemException(ProblemKind.Failed, $"{server} answered something that is not a list of checks; is it a healthchecks?");
    }

    private static JsonElement? List(JsonDocument document, string name) =>
        document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list : null;

    private static Export ReadArray(string path, string text)
    {
        try
        {
            using var array = JsonDocument.Parse(text);
            return Export.Of(array.RootElement, path, CoalMineJson.Read);
        }
        catch (JsonException wrong)
        {
            throw new ProblemException(ProblemKind.BadRequest, $"{path}:{wrong.LineNumber + 1} is not JSON; is all of the file there?", wrong);
        }
    }

    /// <summary>A line that is not JSON is one bad canary, unless it is the first: then the file is something else.</summary>
    private static Export ReadLines(string path, string text)
    {
        var export = new Export();
        var number = 0;
        foreach (var line in text.Split('\n').Select(line => line.Trim()))
        {
            var place = $"{path}:{++number}";
            if (line.Length == 0)
            {
                continue;
            }

            try
            {
                using var document = JsonDocument.Parse(line);
                export.Add(document.RootElement, place, CoalMineJson.Read);
            }
            catch (JsonException) when (export.Canaries.Count + export.Refused.Count > 0)
            {
                export.Refuse(null, place, "this line is not JSON");
            }
            catch (JsonException wrong)
            {
                throw new ProblemException(ProblemKind.BadRequest, $"{place} is not JSON; mongoexport writes one document a line, or an array with --jsonArray.", wrong);
            }
        }

        return export;
    }

    private static ImportedView ReadCheck(JsonElement element)
    {
        var check = new Record(element);
        var url = check.Text("ping_url") ?? throw new ProblemException(ProblemKind.Unauthorized, "The API key may only read; make a read-write one, because only that sees the ping URLs.");
        var id = check.Text("uuid") ?? url[(url.LastIndexOf('/') + 1)..];
        var grace = check.Seconds("grace");
        var zone = check.Text("tz") is { } name and not "UTC" ? " " + name : "";
        var schedule = check.Number("timeout") is { } timeout ? CoalMine.PythonFloat.Repr(timeout) : check.Required("schedule") + zone;
        var status = check.Text("status");
        return new ImportedView(
            id, check.Text("name") is { Length: > 0 } given ? given : check.Text("slug") is { Length: > 0 } slug ? slug : id, schedule, check.Text("desc"), [],
            check.Text("tags")?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [], status is "paused" or "new", status == "down",
            check.Time("next_ping") is { } next ? next + grace : null, grace,
            check.Time("last_ping") is { } ping ? [new ImportedEntryView(ping, "Triggered")] : [],
            check.Text("slug"));
    }

    private static async Task<JsonDocument> FetchAsync(Uri address, (string Name, string Value)[] headers, CancellationToken cancellation)
    {
        try
        {
            using var client = new HttpClient { Timeout = TimeSpan.FromMinutes(2) };
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            foreach (var (name, value) in headers)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }

            using var response = await client.SendAsync(request, cancellation);
            return response.IsSuccessStatusCode
                ? JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellation))
                : throw new ProblemException(
                    ProblemKind.Failed,
                    $"{address.GetLeftPart(UriPartial.Path)} answered {(int)response.StatusCode} {response.ReasonPhrase}; check the address and the key.");
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException or JsonException)
        {
            throw new ProblemException(ProblemKind.Unavailable, $"{address.GetLeftPart(UriPartial.Path)} cannot be asked: {exception.Message}", exception);
        }
    }
}
