using System.Globalization;
using Watchkeeper.Core.Time;
using Watchkeeper.Watches.Conditions;
using Watchkeeper.Watches.Matching;
using Watchkeeper.Watches.Sources;

namespace Watchkeeper.Watches.Probes;

internal static class HttpProbe
{
    public static async Task<IReadOnlyList<Sample>> AskAsync(HttpSource source, HttpClient http, HostClock clock, CancellationToken cancellation)
    {
        var started = clock.Uptime;
        using var request = new HttpRequestMessage(new HttpMethod(source.Method), source.Url);
        foreach (var (name, value) in source.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        var body = await Bodies.ReadAsync(answer.Content, cancellation);
        var status = ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture);
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);

        // What an error says beside its status is no measurement.
        foreach (var (name, value) in (answer.IsSuccessStatusCode ? JsonFacts.Parse(body) : null)?.Copy() ?? Facts.None.Copy())
        {
            facts[name] = value;
        }

        facts["status"] = status;
        facts["seconds"] = (clock.Uptime - started).TotalSeconds.ToString("0.######", CultureInfo.InvariantCulture);
        facts["body"] = body;
        return [new Sample(Reading.Of(status), facts)];
    }
}
