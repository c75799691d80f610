using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Watchkeeper.Canaries.Schedules;
using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Http;

namespace Watchkeeper.Canaries;

/// <summary>
/// The ping URLs of healthchecks, so that its clients and wrappers work: <c>/ping/{id}[/start|/fail|/log|/{exit status}]</c> and, where a ping key is
/// configured, <c>/ping/{ping key}/{slug}[/…]</c>, with any method, a run id and a body; and the badges. Whoever knows the id may ping: no token.
/// </summary>
internal sealed class PingsApi(CanariesService canaries, LiveOptions<CanariesOptions> options)
{
    private const string BadUrl = "invalid url format";
    private const string NoSuchCanary = "not found";
    private const int LongestQuery = 64 * 1024;
    private static readonly RequiredRole Reader = new(Role.Read);

    /// <summary>Of a long output everything is read, so that its sender is not cut off, and the end is kept.</summary>
    private const long LongestOutput = 100L << 20;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var everybody = new RequiredRole(Role.None);
        routes.Map("/ping/{canary}", (HttpContext context, string canary, PingsApi api) => api.PingAsync(context, canary, null))
            .WithMetadata(everybody).ExcludeFromDescription();
        routes.Map("/ping/{canary}/{action}", (HttpContext context, string canary, string action, PingsApi api) =>
            api.IsKey(canary) ? api.PingAsync(context, action, null) : api.PingAsync(context, canary, action)).WithMetadata(everybody).ExcludeFromDescription();
        routes.Map("/ping/{key}/{canary}/{action}", (HttpContext context, string key, string canary, string action, PingsApi api) =>
            api.IsKey(key) ? api.PingAsync(context, canary, action) : api.AnswerAsync(context, 404, NoSuchCanary)).WithMetadata(everybody).ExcludeFromDescription();
        routes.MapGet("/badges/{id}.svg", (HttpContext context, string id, PingsApi api) => api.Badge(context, id)).WithMetadata(everybody)
            .WithTags("canaries").WithName("GetBadge").WithSummary("The state of a canary as a picture; by its slug for whoever may read.");
    }

    private async Task PingAsync(HttpContext context, string canary, string? action)
    {
        if (context.Request.QueryString.Value!.Length > LongestQuery)
        {
            await AnswerAsync(context, 414, "url too long");
            return;
        }

        var runId = context.Request.Query["rid"].ToString();
        if (runId.Length > 0 && !Guid.TryParse(runId, out _))
        {
            await AnswerAsync(context, 400, "invalid uuid format");
            return;
        }

        if (Read(action) is not { } ping)
        {
            await AnswerAsync(context, 400, BadUrl);
            return;
        }

        ping = ping with
        {
            RunId = runId.Length > 0 ? runId : null,
            Comment = context.Request.Query["comment"].ToString(),
            Body = await ReadBodyAsync(context),
        };
        var name = new CanaryName(null, IdOrSlug: canary);
        var outcome = await canaries.PingAsync(name, ping);
        var created = outcome.Problem == CanaryProblem.NotFound && context.Request.Query["create"] == "1" && options.Current.CreateOnPing;
        if (created)
        {
            outcome = await CreateAsync(canary, ping);
        }

        await (outcome.Problem is { } problem
            ? AnswerAsync(context, problem.HttpStatus, problem.Kind == ProblemKind.NotFound ? NoSuchCanary : problem.Sentence)
            : AnswerAsync(context, created ? 201 : 200, created ? "Created" : "OK"));
    }

    private bool IsKey(string text) => options.Current.PingKey is { } key && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(key));

    private static Ping? Read(string? action) => action switch
    {
        null => Ping.Success,
        "start" => new Ping(EntryKind.Start),
        "fail" => new Ping(EntryKind.Fail),
        "log" => new Ping(EntryKind.Log),
        _ => byte.TryParse(action, NumberStyles.None, CultureInfo.InvariantCulture, out var status) ? Ping.Exit(status) : null,
    };

    private async Task<Outcome<Pinged>> CreateAsync(string name, Ping ping)
    {
        var current = options.Current;
        var settings = new CanaryRequest { Name = name, Schedule = ScheduleReader.Read(current.CreateOnPingSchedule, out _) }.ToSettings(current);
        if (settings.Slug != name || name.Length > CanarySettings.LongestName)
        {
            return CanaryProblem.Bad(
                $"A canary that its first ping creates is named by a slug: lower-case letters, digits and hyphens, at most {CanarySettings.LongestName} of them.");
        }

        return await canaries.DoAsync<Outcome<Pinged>>(pen =>
        {
            var created = Operations.Create(pen, settings, paused: false, current.IdLetters);
            return created.Problem is { Kind: not ProblemKind.Conflict } problem ? problem : Operations.Ping(pen, new CanaryName(null, name), ping);
        });
    }

    private async Task<byte[]?> ReadBodyAsync(HttpContext context)
    {
        if (context.Request.ContentLength is 0 || (context.Request.ContentLength is null && context.Request.Headers.TransferEncoding.Count == 0))
        {
            return null;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = LongestOutput;
        }

        var tail = new Tail(options.Current.BodyLimit);
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            tail.Write(buffer.AsSpan(0, read));
        }

        return tail.Length > 0 ? tail.ToArray() : null;
    }

    /// <summary>Whoever knows the id may see the state; a slug is guessed, so it takes somebody who may read.</summary>
    private IResult Badge(HttpContext context, string id) => (MayRead(context) ? canaries.Book.Find(id) : canaries.Book.ById(id)) is { } canary
        ? TypedResults.Text(CanaryBadge.Draw(canary), "image/svg+xml", Encoding.UTF8)
        : TypedResults.NotFound();

    private static bool MayRead(HttpContext context) => context.Features.Get<Caller>()?.May(Reader) ?? false;

    private Task AnswerAsync(HttpContext context, int status, string text)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "text/plain; charset=utf-8";
        response.Headers["Ping-Body-Limit"] = options.Current.BodyLimit.ToString(CultureInfo.InvariantCulture);
        response.Headers.AccessControlAllowOrigin = "*";
        response.ContentLength = Encoding.UTF8.GetByteCount(text);
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.WriteAsync(text, context.RequestAborted);
    }
}
