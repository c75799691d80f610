using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Watchkeeper.EndToEnd.Watches;

/// <summary>Two daemons that are written the same lines at the same time, and a server that their actions call: one has a hard life, the other has none.</summary>
internal sealed class Probes : IAsyncDisposable
{
    private const int Lines = 100;

    private readonly WebApplication _server;
    private readonly ConcurrentDictionary<string, long> _acted = new(StringComparer.Ordinal);
    private int _next;

    private Probes(WebApplication server) => _server = server;

    public Scene Control { get; private set; } = null!;

    public static async Task<Probes> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var probes = new Probes(builder.Build());
        probes._server.Run(probes.ActedAsync);
        await probes._server.StartAsync();
        probes.Control = await Scene.StartAsync(probes.Rule("control"));
        return probes;
    }

    /// <summary>The watch that is measured: its act is a request.</summary>
    /// <param name="whose">Tells the daemons apart.</param>
    public string Rule(string whose) =>
        $$"""probe: { watch: { file: LOG }, when: { regex: 'probe (?<number>\d+) ', key: number }, cooldown: 0s, then: [ { webhook: "{{_server.Urls.First()}}", body: "{{whose}} {number}" } ] }""";

    /// <summary>One round: a hundred lines for each.</summary>
    public async Task<Round> MeasureAsync(Scene scene)
    {
        var (first, written) = (_next, new Dictionary<string, long>());
        _next += Lines;
        await using var crowding = new Crowding();
        await using (var here = Append(scene.Log))
        await using (var there = Append(Control.Log))
        {
            for (var i = first; i < _next; i++)
            {
                foreach (var (whose, log) in i % 2 == 0 ? [("here", here), ("control", there)] : new[] { ("control", there), ("here", here) })
                {
                    written[$"{whose} {i}"] = Stopwatch.GetTimestamp();
                    await log.WriteLineAsync($"probe {i} begins");
                }

                await Task.Delay(10);
            }
        }

        await Scene.UntilAsync(
            () => written.Keys.All(_acted.ContainsKey),
            () => $"not acted on: {string.Join(", ", written.Keys.Where(key => !_acted.ContainsKey(key)))}\n{scene.Daemon.Log}");
        return new Round(Of("here"), Of("control"), crowding.Factor);

        List<double> Of(string whose) => [.. written.Where(one => one.Key.StartsWith(whose, StringComparison.Ordinal))
            .Select(one => Stopwatch.GetElapsedTime(one.Value, _acted[one.Key]).TotalMilliseconds)];
    }

    public async ValueTask DisposeAsync()
    {
        await Control.DisposeAsync();
        await _server.DisposeAsync();
    }

    private static StreamWriter Append(string log) => new(new FileStream(log, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete)) { AutoFlush = true };

    private async Task ActedAsync(HttpContext context)
    {
        var now = Stopwatch.GetTimestamp();
        using var reader = new StreamReader(context.Request.Body);
        _acted.TryAdd(await reader.ReadToEndAsync(), now);
    }
}
