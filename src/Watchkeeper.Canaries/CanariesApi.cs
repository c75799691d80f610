using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Watchkeeper.Canaries.CoalMine;
using Watchkeeper.Canaries.Schedules;
using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Http;
using Watchkeeper.Core.Text;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Canaries;

/// <summary><c>/api/v1/canaries</c>. A canary is named by its id or its slug.</summary>
internal static class CanariesApi
{
    private const int MostPings = 1_000;
    private const long LargestImport = 64L << 20;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/canaries").WithTags("canaries");
        group.MapGet("", ListAsync).WithName("ListCanaries").WithSummary("The canaries, in the order in which they were made.");
        group.MapPost("", CreateAsync).Accepts<CanaryBody>("application/json").WithName("CreateCanary").WithSummary("Makes a canary; name and schedule must be there.");
        group.MapGet("/preview", Preview).WithName("PreviewSchedule").WithSummary("What a schedule means: the deadline of a ping at a time, and the periods that follow.");
        group.MapPost("/import", ImportAsync).Accepts<ImportBody>("application/json").WithName("ImportCanaries").WithSummary("Takes over canaries of another system with their ids, state and history; says which it refuses.");
        group.MapGet("/{canary}", GetAsync).WithName("GetCanary").WithSummary("One canary with the newest entries of its history: 100, or as many as 'limit' says; history_total is how many are kept.");
        group.MapPatch("/{canary}", UpdateAsync).Accepts<CanaryBody>("application/json").WithName("UpdateCanary").WithSummary("Changes what the body names.");
        group.MapDelete("/{canary}", DeleteAsync).WithName("DeleteCanary").WithSummary("Deletes a canary and its history.");
        group.MapPost("/{canary}/pause", PauseAsync).Accepts<CommentBody>("application/json").WithName("PauseCanary").WithSummary("Expects nothing of it until it is unpaused or pinged.");
        group.MapPost("/{canary}/unpause", UnpauseAsync).Accepts<CommentBody>("application/json").WithName("UnpauseCanary").WithSummary("Expects reports again, from now on.");
        group.MapPost("/{canary}/snooze", SnoozeAsync).Accepts<SnoozeBody>("application/json").WithName("SnoozeCanary").WithSummary("Says nothing about it until a time.");
        group.MapPost("/{canary}/pings", PingAsync).Accepts<PingBody>("application/json").WithMetadata(new RequiredRole(Role.None))
            .WithName("PingCanary").WithSummary("Reports for a job; needs no token.");
        group.MapGet("/{canary}/pings", Pings).WithName("ListPings").WithSummary("A canary's history, the newest first.");
        group.MapGet("/{canary}/pings/{number:long}/body", Body).WithName("GetPingBody").WithSummary("What was sent with a ping, as it was sent.");
    }

    private static async Task<JsonHttpResult<CanaryList>> ListAsync(
        CanariesService canaries, bool? paused, bool? late, string? search, string? tag)
    {
        string? problem = null;
        var regex = search is null ? null : PythonRegex.Compile(search, out problem);
        if (problem is not null)
        {
            throw new ProblemException(ProblemKind.BadRequest, $"The regular expression of 'search' cannot be used: {problem}.");
        }

        await canaries.RefreshAsync();
        var filter = new CanaryFilter(paused, late, regex, tag);
        return Json(new CanaryList([.. filter.Apply(canaries.Book).Select(canary => CanaryView.Of(canary))]), CanariesJson.Default.CanaryList);
    }

    private static async Task<JsonHttpResult<CanaryView>> CreateAsync(
        HttpContext context, CanariesService canaries, LiveOptions<CanariesOptions> options)
    {
        var body = await ReadAsync(context, CanariesJson.Default.CanaryBody);
        if (body is not { Name.Length: > 0, Schedule: not null })
        {
            throw new ProblemException(ProblemKind.BadRequest, "A new canary needs a name and a schedule.");
        }

        var settings = body.ToRequest().ToSettings(options.Current);
        var letters = body.IdLetters ?? options.Current.IdLetters;
        if (settings.Slug.Length == 0 || letters is < 8 or > 64)
        {
            throw settings.Slug.Length == 0
                ? CanaryProblem.EmptySlug.ToException()
                : new ProblemException(ProblemKind.BadRequest, "id_letters is a number from 8 to 64.");
        }

        var created = await canaries.DoAsync(pen => Operations.Create(pen, settings, body.Paused ?? false, letters));
        return TypedResults.Json(CanaryView.Of(created.OrThrow()), CanariesJson.Default.CanaryView, statusCode: 201);
    }

    private static JsonHttpResult<PreviewView> Preview(string schedule, string? from, HostClock clock)
    {
        var parsed = ScheduleReader.Read(schedule, out var error) ?? throw CanaryProblem.Of(error!).ToException();
        return Json(PreviewView.Of(parsed, ReadTime(from, clock)), CanariesJson.Default.PreviewView);
    }

    private static async Task<JsonHttpResult<ImportAnswer>> ImportAsync(
        HttpContext context, CanariesService canaries, LiveOptions<CanariesOptions> options)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = LargestImport;
        }

        var body = await ReadAsync(context, CanariesJson.Default.ImportBody);
        var (imported, refused) = (new List<ImportedCanary>(), new List<RefusedView>());
        foreach (var view in body.Canaries ?? [])
        {
            if (Imports.Imported.Of(view, options.Current, out var reason) is { } canary)
            {
                imported.Add(canary);
            }
            else
            {
                refused.Add(new RefusedView(view?.Name ?? view?.Id ?? "without a name", reason!));
            }
        }

        var outcomes = await canaries.DoAsync(pen => imported.ConvertAll(canary => (canary.Settings, Operations.Import(pen, canary).Problem)));
        var skipped = outcomes.FindAll(outcome => outcome.Problem == CanaryProblem.IsHereAlready).ConvertAll(outcome => outcome.Settings.ForPeople);
        refused.AddRange(outcomes.Where(outcome => outcome.Problem is { } problem && problem != CanaryProblem.IsHereAlready)
            .Select(outcome => new RefusedView(outcome.Settings.Name, outcome.Problem!.Sentence)));
        return Json(new ImportAnswer(outcomes.Count(outcome => outcome.Problem is null), skipped, refused), CanariesJson.Default.ImportAnswer);
    }

    private static async Task<JsonHttpResult<CanaryView>> GetAsync(string canary, int? limit, CanariesService canaries, Database database)
    {
        var found = await FindAsync(canary, canaries);
        return Json(StoredCanaries.View(database, found, limit ?? StoredCanaries.UsualEntries), CanariesJson.Default.CanaryView);
    }

    private static async Task<JsonHttpResult<CanaryView>> UpdateAsync(string canary, HttpContext context, CanariesService canaries)
    {
        var request = (await ReadAsync(context, CanariesJson.Default.CanaryBody)).ToRequest();
        return Answer(await canaries.DoAsync(pen => Operations.Update(pen, Named(canary), request)));
    }

    private static async Task<NoContent> DeleteAsync(string canary, CanariesService canaries)
    {
        (await canaries.DoAsync(pen => Operations.Delete(pen, Named(canary)))).OrThrow();
        return TypedResults.NoContent();
    }

    private static async Task<JsonHttpResult<CanaryView>> PauseAsync(string canary, HttpContext context, CanariesService canaries)
    {
        var comment = (await ReadAsync(context, CanariesJson.Default.CommentBody)).Comment ?? "";
        return Answer(await canaries.DoAsync(pen => Operations.Pause(pen, Named(canary), comment)));
    }

    private static async Task<JsonHttpResult<CanaryView>> UnpauseAsync(string canary, HttpContext context, CanariesService canaries)
    {
        var comment = (await ReadAsync(context, CanariesJson.Default.CommentBody)).Comment ?? "";
        return Answer(await canaries.DoAsync(pen => Operations.Unpause(pen, Named(canary), comment)));
    }

    private static async Task<JsonHttpResult<CanaryView>> SnoozeAsync(string canary, HttpContext context, CanariesService canaries)
    {
        var until = (await ReadAsync(context, CanariesJson.Default.SnoozeBody)).Until;
        return Answer(await canaries.DoAsync(pen => Operations.Snooze(pen, Named(canary), until)));
    }

    private static async Task<JsonHttpResult<PingAnswer>> PingAsync(
        string canary, HttpContext context, CanariesService canaries, LiveOptions<CanariesOptions> options)
    {
        var ping = (await ReadAsync(context, CanariesJson.Default.PingBody)).ToPing(options.Current.BodyLimit);
        var pinged = (await canaries.PingAsync(Named(canary), ping)).OrThrow();
        return Json(new PingAnswer(pinged.Recovered, pinged.Unpaused, CanaryView.Of(pinged.After)), CanariesJson.Default.PingAnswer);
    }

    private static async Task<JsonHttpResult<EntryList>> Pings(string canary, int? limit, CanariesService canaries, Database database)
    {
        var found = await FindAsync(canary, canaries);
        var entries = database.Read(session => CanaryStore.History(session, found.Key, Math.Clamp(limit ?? 100, 1, MostPings)));
        return Json(new EntryList([.. entries.Select(EntryView.Of)]), CanariesJson.Default.EntryList);
    }

    private static async Task<FileContentHttpResult> Body(string canary, long number, CanariesService canaries, Database database)
    {
        var found = await FindAsync(canary, canaries);
        var body = database.Read(session => CanaryStore.FindEntry(session, found.Key, number))?.Body
            ?? throw new ProblemException(ProblemKind.NotFound, "That ping has no body.");
        return TypedResults.File(body, "text/plain; charset=utf-8");
    }

    private static CanaryName Named(string canary) => new(null, IdOrSlug: canary);

    private static async Task<Canary> FindAsync(string canary, CanariesService canaries)
    {
        await canaries.RefreshAsync();
        return canaries.Book.Find(canary) ?? throw CanaryProblem.NotFound.ToException();
    }

    private static Instant ReadTime(string? text, HostClock clock) =>
        text is null ? clock.Now : Times.Parse(text, clock.Now, TimeZoneInfo.Utc);

    /// <summary>An empty body stands for an empty object.</summary>
    private static async Task<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
    {
        if (context.Request.ContentLength is 0 or null && !context.Request.Headers.TransferEncoding.Contains("chunked"))
        {
            return JsonSerializer.Deserialize("{}", type)!;
        }

        return await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted)
            ?? throw new ProblemException(ProblemKind.BadRequest, "The body is null; an object is expected.");
    }

    private static JsonHttpResult<CanaryView> Answer(Outcome<Canary> outcome) => Json(CanaryView.Of(outcome.OrThrow()), CanariesJson.Default.CanaryView);

    private static JsonHttpResult<T> Json<T>(T value, JsonTypeInfo<T> type) => TypedResults.Json(value, type);
}
