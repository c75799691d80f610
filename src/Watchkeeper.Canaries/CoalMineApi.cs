using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Watchkeeper.Canaries.CoalMine;
using Watchkeeper.Canaries.Schedules;
using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Http;
using static Watchkeeper.Canaries.CoalMineAnswersApi;

namespace Watchkeeper.Canaries;

/// <summary>
/// Coal Mine's programming interface, to the byte: <c>/coal-mine/v1/canary/{command}</c> with any method, and <c>/{eight letters}</c>, which triggers. It
/// has its own key and its own errors, and the gate lets everybody through to it.
/// </summary>
internal sealed class CoalMineApi(CanariesService canaries, Database database, LiveOptions<CanariesOptions> options)
{
    private const string Prefix = "/coal-mine/v1/canary/";
    private const string NoSuchPage = "404 Not Found";
    private const int IdLength = ShortUrlApi.IdLength;

    /// <summary>The original read request lines of 64 KiB.</summary>
    private const int LongestQuery = 64 * 1024;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var everybody = new RequiredRole(Role.None);
        routes.Map("/coal-mine/{**command}", (HttpContext context, CoalMineApi api) => api.AnswerAsync(context)).WithMetadata(everybody).ExcludeFromDescription();
        routes.Map("/{word:minlength(8)}", (HttpContext context, string word, CoalMineApi api) => api.ShortUrlAsync(context, word))
            .WithMetadata(everybody).ExcludeFromDescription();
    }

    /// <summary>
    /// Eight lower-case letters trigger, with a line feed behind them too, as the original's <c>$</c> has it. Other words of letters alone are mistyped ids,
    /// which it answers in its own shape; what else is not there (<c>/favicon.ico</c>) is not its business.
    /// </summary>
    private Task ShortUrlAsync(HttpContext context, string word)
    {
        var id = word.EndsWith('\n') ? word[..^1] : word;
        if (!id.All(char.IsAsciiLetter))
        {
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        }

        if (id.Length != IdLength || !id.All(char.IsAsciiLetterLower) || context.Request.Path.Value!.EndsWith('/'))
        {
            return FailAsync(context, 404, NoSuchPage);
        }

        return GuardedAsync(context, "trigger", id);
    }

    private Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        var command = path.StartsWith(Prefix, StringComparison.Ordinal) ? path[Prefix.Length..] : "";
        return CoalMineRequest.Knows(command)
            ? GuardedAsync(context, command, null)
            : FailAsync(context, 404, NoSuchPage);
    }

    /// <param name="id">The id that the path names, which beats the query's.</param>
    private async Task GuardedAsync(HttpContext context, string command, string? id)
    {
        if (context.Request.QueryString.Value!.Length > LongestQuery)
        {
            await FailAsync(context, 414, "414 URI Too Long");
            return;
        }

        var query = new PythonQuery(context.Request.QueryString.Value);
        if (id is not null)
        {
            query.Set("id", id);
        }

        if (command != "trigger" && !IsAllowed(context, query))
        {
            await FailAsync(context, 401, "401 Unauthorized");
            return;
        }

        try
        {
            await (CoalMineRequest.Read(command, query, out var error) is { } request
                ? RunAsync(context, command, request)
                : FailAsync(context, 400, error!));
        }
        catch (ProblemException problem)
        {
            await FailAsync(context, problem.HttpStatus, PythonText.Exception("Exception", problem.Message));
        }
    }

    private Task RunAsync(HttpContext context, string command, CoalMineRequest request) => command switch
    {
        "create" => CreateAsync(context, request),
        "update" => UpdateAsync(context, request),
        "list" => ListAsync(context, request),
        "trigger" => TriggerAsync(context, request),
        _ => OfOneAsync(context, command, request),
    };

    /// <summary>
    /// With a key configured, the right key. Without one, a program on this host, as the original trusted everybody: not a web page in a browser on this
    /// host, which sends an origin, and not another host through a proxy; or whoever has shown to be an administrator.
    /// </summary>
    private bool IsAllowed(HttpContext context, PythonQuery query)
    {
        if (options.Current.CoalMineKey is { } key)
        {
            var sent = query.First("auth_key");
            query.Remove("auth_key");
            return sent is not null && CryptographicOperations.FixedTimeEquals(
                SHA256.HashData(Encoding.UTF8.GetBytes(sent)), SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        }

        if (context.Features.Get<Caller>() is { Role: Role.Admin })
        {
            return true;
        }

        var headers = context.Request.Headers;
        return (context.Connection.RemoteIpAddress is not { } address || IPAddress.IsLoopback(address))
            && headers.Origin.Count == 0 && headers["Sec-Fetch-Site"].Count == 0 && headers["X-Forwarded-For"].Count == 0 && headers["Forwarded"].Count == 0
            && (context.Request.Host.Host == "localhost" || IPAddress.TryParse(context.Request.Host.Host.Trim('[', ']'), out _));
    }

    private async Task TriggerAsync(HttpContext context, CoalMineRequest request)
    {
        if (request.Canary(out var error) is not { } name)
        {
            await FailAsync(context, 400, error!);
            return;
        }

        var ping = request.Comment.Length == 0 ? Ping.Success : new Ping(EntryKind.Success, request.Comment);
        await AnswerTriggerAsync(context, await canaries.PingAsync(name, ping));
    }

    private async Task CreateAsync(HttpContext context, CoalMineRequest request)
    {
        var schedule = PeriodicityReader.Read(request["periodicity"]!, out var error);
        var create = new CanaryRequest
        {
            Name = request["name"],
            Schedule = schedule,
            Description = request["description"],
            Emails = request.Emails,
            Grace = TimeSpan.Zero,
        };
        var slug = Slug.Of(create.Name!);
        var outcome = await canaries.DoAsync<Outcome<Canary>>(pen =>
            pen.BySlug(slug) is { } other ? CanaryProblem.Exists(other)
            : error is not null ? CanaryProblem.Of(error)
            : Beyond(create.Schedule!, pen) is { } beyond ? CanaryProblem.Of(beyond)
            : Operations.Create(pen, create.ToSettings(options.Current), request.Flag("paused") ?? false, options.Current.IdLetters));
        await AnswerAsync(context, outcome);
    }

    private async Task UpdateAsync(HttpContext context, CoalMineRequest request)
    {
        if (request["id"] is null && request["slug"] is null)
        {
            await FailAsync(context, 400, CoalMineRequest.Plain("Must specify id or slug"));
            return;
        }

        ScheduleError? error = null;
        var update = new CanaryRequest
        {
            Name = request["name"],
            Schedule = request["periodicity"] is { } text ? PeriodicityReader.Read(text, out error) : null,
            Description = request["description"],
            Emails = request.Emails switch
            {
                [] => null,
                ["-"] => [],
                var addresses => addresses,
            },
        };
        var name = request["id"] is { } id ? new CanaryName(id) : new CanaryName(null, request["slug"]);
        var outcome = await canaries.DoAsync<Outcome<Canary>>(pen =>
            name.Find(pen) is null ? CanaryProblem.NotFound
            : (error ?? (update.Schedule is { } schedule ? Beyond(schedule, pen) : null)) is { } wrong ? CanaryProblem.Of(wrong)
            : Operations.Update(pen, name, update));
        await AnswerAsync(context, outcome);
    }

    private async Task OfOneAsync(HttpContext context, string command, CoalMineRequest request)
    {
        if (request.Canary(out var error) is not { } name)
        {
            await FailAsync(context, 400, error!);
            return;
        }

        switch (command)
        {
            case "get":
                await canaries.RefreshAsync();
                await AnswerAsync(context, name.Find(canaries.Book) is { } found ? found : CanaryProblem.NotFound);
                break;
            case "delete":
                var deleted = await canaries.DoAsync(pen => Operations.Delete(pen, name));
                await (deleted.Problem is { } problem ? FailAsync(context, problem) : SendAsync(context, 200, PythonJson.Document(json => json.Name("status").Text("ok"))));
                break;
            case "pause":
                await AnswerAsync(context, await canaries.DoAsync(pen => Operations.Pause(pen, name, request.Comment)));
                break;
            default:
                await AnswerAsync(context, await canaries.DoAsync(pen => Operations.Unpause(pen, name, request.Comment)));
                break;
        }
    }

    private async Task ListAsync(HttpContext context, CoalMineRequest request)
    {
        Regex? search = null;
        if (request["search"] is { } pattern && (search = PythonRegex.Compile(pattern, out var error)) is null)
        {
            await FailAsync(context, 400, PythonText.Exception("error", error));
            return;
        }

        await canaries.RefreshAsync();
        var filter = new CanaryFilter(request.Flag("paused"), request.Flag("late"), search, null);
        var verbose = request.Flag("verbose") ?? false;
        context.Response.StatusCode = 200;
        context.Response.ContentType = "text/json; charset=utf-8";
        var output = context.Response.BodyWriter;
        var json = new PythonJson(output);
        json.Begin('{');
        json.Name("status").Text("ok").Name("canaries").Begin('[');

        // Histories are read and sent some canaries at a time, so that a long list needs no long memory.
        foreach (var some in filter.Apply(canaries.Book).Chunk(verbose ? 50 : 2_000))
        {
            var histories = verbose ? database.Read(session => some.Select(canary => Shown(session, canary)).ToArray()) : [];
            for (var i = 0; i < some.Length; i++)
            {
                if (verbose)
                {
                    WireCanary.Write(json, some[i], histories[i], scheduleFrom: null);
                }
                else
                {
                    var (id, name) = (some[i].Id, some[i].Settings.Name);
                    json.Object(() => json.Name("id").Text(id).Name("name").Text(name));
                }
            }

            await output.FlushAsync(context.RequestAborted);
        }

        json.End(']');
        json.End('}');
        json.Finish();
        await output.FlushAsync(context.RequestAborted);
    }

    private Task AnswerAsync(HttpContext context, Outcome<Canary> outcome)
    {
        if (outcome.Problem is { } problem)
        {
            return FailAsync(context, problem);
        }

        var history = database.Read(session => Shown(session, outcome.Value!));
        return SendAsync(context, 200, PythonJson.Document(json =>
        {
            json.Name("status").Text("ok").Name("canary");
            WireCanary.Write(json, outcome.Value!, history, canaries.Now);
        }));
    }

    /// <summary>A first deadline after the year 9999 is refused as Python's datetime does.</summary>
    private static ScheduleError? Beyond(Schedule schedule, Pen pen) => schedule.Deadline(pen.Now.Wall) >= WallTime.Last
        ? new ScheduleError("OverflowError", "date value out of range", "The first deadline is after the year 9999; use a smaller number of seconds.")
        : null;

    private static List<Entry> Shown(Session session, Canary canary) =>
        History.Public(CanaryStore.History(session, canary.Key, CanaryStore.KeptEntries + CanaryStore.PruneEvery));
}
