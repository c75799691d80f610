using System.CommandLine;
using System.Text.Json.Nodes;
using Watchkeeper.Core.CommandLine;
using Watchkeeper.Core.Text;

namespace Watchkeeper.Status;

/// <summary><c>watchkeeper status</c>: one screen.</summary>
internal static class StatusCommands
{
    private const int WidestLabel = 32;

    public static Command Make() => new Verb("status", "Show how the host is doing: up since when, the last downtime, load, memory, disks.", RunAsync);

    private static async Task<int> RunAsync(Invocation invocation)
    {
        var status = await invocation.Daemon.GetAsync("/api/v1/status", StatusJson.Default.JsonObject, invocation.Cancellation);
        if (invocation.Json)
        {
            invocation.PrintJson(status, StatusJson.Default.JsonObject);
            return 0;
        }

        var screen = invocation.Screen;
        var name = (string?)status["host"]?["name"] ?? "?";
        await invocation.Out.WriteLineAsync(screen.Bold(Screen.Clean(name)));
        var lines = status["lines"]?.AsArray() ?? [];
        var width = lines.Select(line => Screen.WidthOf(Label(line))).DefaultIfEmpty().Max();
        foreach (var line in lines)
        {
            var label = Label(line);
            var severity = Severities.TryParse((string?)line?["severity"], out var known) ? known : default(Core.Events.Severity?);
            var padding = new string(' ', width - Screen.WidthOf(label));
            await invocation.Out.WriteLineAsync($"  {screen.Faint(label)}{padding}  {screen.Paint(Times.Localize(Text(line, "text"), TimeZoneInfo.Local), severity)}");
        }

        return 0;
    }

    /// <summary>A mount point of two hundred letters must not push everything else off the screen; its end tells the most.</summary>
    private static string Label(JsonNode? line) => Screen.CutMiddle(Text(line, "label"), WidestLabel);

    private static string Text(JsonNode? line, string key) => Screen.Clean((string?)line?[key] ?? "");
}
