using Microsoft.AspNetCore.Http;
using Watchkeeper.Canaries.CoalMine;
using Watchkeeper.Core;

namespace Watchkeeper.Canaries;

/// <summary>Answers as Coal Mine writes them: <c>text/json</c>, indented as Python does, the same for each method.</summary>
internal static class CoalMineAnswersApi
{
    /// <summary>There are four of them, and thousands may be asked for in a second.</summary>
    private static readonly byte[][] TriggerAnswers = [Triggered(false, false), Triggered(false, true), Triggered(true, false), Triggered(true, true)];

    public static Task AnswerTriggerAsync(HttpContext context, Outcome<Pinged> outcome) => outcome switch
    {
        { Problem: { } problem } => FailAsync(context, problem),
        { Value: { } pinged } => SendAsync(context, 200, TriggerAnswers[(pinged.Recovered ? 2 : 0) + (pinged.Unpaused ? 1 : 0)]),
        _ => throw new InvalidOperationException("An outcome is a value or a problem."),
    };

    public static Task FailAsync(HttpContext context, CanaryProblem problem) =>
        FailAsync(context, problem.Kind == ProblemKind.NotFound ? 404 : 400, problem.Wire);

    public static Task FailAsync(HttpContext context, int status, string error) =>
        SendAsync(context, status, PythonJson.Document(json => json.Name("status").Text("error").Name("error").Text(error)));

    public static Task SendAsync(HttpContext context, int status, byte[] body)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "text/json; charset=utf-8";
        response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(body, 0, body.Length);
    }

    private static byte[] Triggered(bool recovered, bool unpaused) =>
        PythonJson.Document(json => json.Name("status").Text("ok").Name("recovered").Bool(recovered).Name("unpaused").Bool(unpaused));
}
