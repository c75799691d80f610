using Microsoft.AspNetCore.Http;
using Watchkeeper.Canaries.CoalMine;
using Watchkeeper.Core;

namespace Watchkeeper.Canaries;

/// <summary>
/// The plain short URL of a canary that is there, by far the most frequent request, without the machinery that all others go through: no routing, no gate
/// (whoever knows the id may report), no services made for the request. Whatever is not as plain as that goes the usual way, to <see cref="CoalMineApi"/>.
/// </summary>
internal sealed class ShortUrlApi(CanariesService canaries)
{
    /// <summary>Of Coal Mine's ids.</summary>
    public const int IdLength = 8;

    public RequestDelegate? Choose(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        return path.Length == 1 + IdLength && path.AsSpan(1).IndexOfAnyExceptInRange('a', 'z') < 0 && !context.Request.QueryString.HasValue
            && canaries.Book.ById(path[1..]) is not null ? TriggerAsync : null;
    }

    private async Task TriggerAsync(HttpContext context)
    {
        try
        {
            var name = new CanaryName(context.Request.Path.Value![1..]);
            await CoalMineAnswersApi.AnswerTriggerAsync(context, await canaries.DoAsync(pen => Operations.Ping(pen, name, Ping.Success)));
        }
        catch (ProblemException problem)
        {
            await CoalMineAnswersApi.FailAsync(context, problem.HttpStatus, PythonText.Exception("Exception", problem.Message));
        }
    }
}
