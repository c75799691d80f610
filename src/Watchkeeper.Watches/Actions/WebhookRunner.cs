using Microsoft.Extensions.DependencyInjection;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Watchkeeper.Core.Text;

namespace Watchkeeper.Watches.Actions;

/// <summary>Sends the trigger to a URL; any status of 200 to 299 is success.</summary>
internal sealed class WebhookRunner([FromKeyedServices("watches")] HttpClient http)
{
    public async Task<StepResult> RunAsync(WebhookStep step, Trigger trigger, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(new HttpMethod(step.Method), step.Url);
        if (step.Method is not ("GET" or "HEAD"))
        {
            var isJson = step.Body.IsEmpty || JsonBody.IsJson(step.Body);
            request.Content = new StringContent(Filled(step, trigger), Encoding.UTF8);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(isJson ? "application/json" : "text/plain");
        }

        foreach (var (name, value) in step.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content?.Headers.Remove(name);
                request.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            return answer.IsSuccessStatusCode ? StepResult.Done : new StepResult($"{step.Url} answered {(int)answer.StatusCode} {answer.ReasonPhrase}");
        }
        catch (HttpRequestException failure)
        {
            return new StepResult($"{step.Url} could not be reached: {failure.Message}");
        }
    }

    /// <summary>The trigger, or a body that was written with names in it. Whatever is filled in stays one value of JSON, or of a form.</summary>
    private static string Filled(WebhookStep step, Trigger trigger)
    {
        var facts = new TriggerFacts(trigger);
        return step.Body.IsEmpty ? step.IsForm ? FormBody.Of(trigger) : Json(trigger).ToJsonString()
            : step.IsForm ? FormBody.Fill(step.Body, facts)
            : JsonBody.IsJson(step.Body) ? JsonBody.Fill(step.Body, facts)
            : step.Body.Fill(facts);
    }

    /// <summary>A trigger as programs read it.</summary>
    public static JsonObject Json(Trigger trigger) => new()
    {
        ["watch"] = trigger.Watch.Name,
        ["key"] = trigger.Key,
        ["edge"] = trigger.Kind.ToString().ToLowerInvariant(),
        ["severity"] = Severities.Name(trigger.Severity),
        ["message"] = trigger.Message,
        ["why"] = trigger.Why,
        ["line"] = trigger.Text,
        ["captures"] = new JsonObject(trigger.Captures.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)JsonValue.Create(pair.Value)))),
    };
}
