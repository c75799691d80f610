using System.Text.Json;
using Microsoft.OpenApi;

namespace Watchkeeper.EndToEnd.Host;

public sealed class OpenApiTests
{
    [Fact]
    public async Task The_document_is_valid_and_lists_every_endpoint()
    {
        await using var daemon = await Daemon.StartAsync();

        var text = await daemon.LocalHttp.GetStringAsync("/openapi.json");
        var read = OpenApiDocument.Parse(text, "json");

        Assert.NotNull(read.Document);
        Assert.Empty(read.Diagnostic?.Errors ?? []);
        string[] expected = ["/healthz", "/openapi.json", "/metrics", "/api/v1/status", "/api/v1/events", "/api/v1/events/stream", "/api/v1/tokens", "/api/v1/tokens/{name}"];
        Assert.Empty(expected.Except(read.Document!.Paths.Keys));
    }

    [Fact]
    public async Task Every_operation_says_what_it_does_and_who_may_do_it()
    {
        await using var daemon = await Daemon.StartAsync();

        using var document = JsonDocument.Parse(await daemon.LocalHttp.GetStringAsync("/openapi.json"));

        var silent = document.RootElement.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => (Name: $"{operation.Name} {path.Name}", operation.Value)))
            .Where(operation => !operation.Value.TryGetProperty("summary", out _) || !operation.Value.TryGetProperty("x-required-role", out _))
            .Select(operation => operation.Name);
        Assert.Empty(silent);
    }
}
