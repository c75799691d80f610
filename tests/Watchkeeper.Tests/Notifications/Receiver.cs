using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Watchkeeper.Tests.Notifications;

/// <summary>A real HTTP server that keeps what it is sent and answers as told.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<Received> _received = System.Threading.Channels.Channel.CreateUnbounded<Received>();

    private Receiver(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    /// <summary>Answers a request: by default with 200.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = static _ => Task.CompletedTask;

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new Receiver(app);
        app.Run(receiver.HandleAsync);
        await app.StartAsync();
        return receiver;
    }

    public async Task<Received> NextAsync() => await _received.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1));

    /// <summary>What came so far and was not yet asked for.</summary>
    public List<Received> Others()
    {
        var others = new List<Received>();
        while (_received.Reader.TryRead(out var one))
        {
            others.Add(one);
        }

        return others;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(0);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var path = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;

        // The test that hears of it may want the next one answered otherwise.
        var answer = Answer;
        await _received.Writer.WriteAsync(new Received(context.Request.Method, path, headers, body));
        await answer(context);
    }
}

internal sealed record Received(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>How many events a webhook's message stands for.</summary>
    public int Total => JsonNode.Parse(Body)!["total"]!.GetValue<int>();

    /// <summary>What the events of a webhook's message are about.</summary>
    public IEnumerable<string> Subjects => JsonNode.Parse(Body)!["events"]!.AsArray().Select(entry => entry!["subject"]!.GetValue<string>());
}
