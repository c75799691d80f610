using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Watchkeeper.Core;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Text;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Watches;

/// <summary>The watches over HTTP. What they do comes from the configuration file alone: nothing here makes, changes or runs a command.</summary>
internal static class WatchesApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/watches").WithTags("watches");
        group.MapGet("", List).WithName("ListWatches").WithSummary("Every watch with its state, last match and last action.");
        group.MapGet("/conditions", Conditions).WithName("ListConditions").WithSummary("The active conditions, the highest priority first, and the top one.");
        group.MapGet("/runs", Runs).WithName("ListRuns").WithSummary("The latest runs of all watches, newest first.");
        group.MapGet("/{name}", Explain).WithName("ExplainWatch").WithSummary("One watch with what it saw last, and why it did or did not fire.");
        group.MapGet("/{name}/runs", RunsOf).WithName("ListRunsOfWatch").WithSummary("The latest runs of one watch, newest first.");
        group.MapPost("/{name}/silence", SilenceAsync).WithName("SilenceWatch").WithSummary("Silences a watch for a time; 0 ends the silence.");
        group.MapPost("/{name}/reset", ResetAsync).WithName("ResetWatch").WithSummary("Forgets what a watch remembers: windows, last values, cooldowns, that it gave up.");
    }

    private static JsonHttpResult<WatchList> List(WatchesReader reader) => TypedResults.Json(reader.List(), WatchesJson.Default.WatchList);

    private static JsonHttpResult<ConditionList> Conditions(WatchesReader reader) => TypedResults.Json(reader.Conditions(), WatchesJson.Default.ConditionList);

    private static JsonHttpResult<WatchExplanation> Explain(string name, WatchesReader reader) => TypedResults.Json(reader.Explain(name), WatchesJson.Default.WatchExplanation);

    private static JsonHttpResult<RunList> Runs(Database database, HostIdentity host, int? limit) => Answer(database, host, null, limit);

    private static JsonHttpResult<RunList> RunsOf(string name, WatchesReader reader, Database database, HostIdentity host, int? limit) =>
        Answer(database, host, reader.Find(name).Watch.Name, limit);

    private static async Task<NoContent> SilenceAsync(string name, [FromQuery(Name = "for")] string? span, WatchesReader reader, WatchControl control)
    {
        if (!Durations.TryParse(span ?? "", out var length) || length > TimeSpan.FromDays(366))
        {
            throw new ProblemException(ProblemKind.BadRequest, $"“{span}” is no time to be silent for: {Durations.Forms}, or 0 to end it.");
        }

        await control.SilenceAsync(reader.Find(name), length);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> ResetAsync(string name, WatchesReader reader, WatchControl control)
    {
        await control.ResetAsync(reader.Find(name));
        return TypedResults.NoContent();
    }

    private static JsonHttpResult<RunList> Answer(Database database, HostIdentity host, string? watch, int? limit)
    {
        if (limit is < 1 or > 10_000)
        {
            throw new ProblemException(ProblemKind.BadRequest, "The limit is a number from 1 to 10000.");
        }

        var runs = database.Read(session => WatchStore.ReadRuns(session, host.Id, watch, limit ?? 100));
        return TypedResults.Json(new RunList([.. runs.Select(WatchesReader.View)]), WatchesJson.Default.RunList);
    }
}
