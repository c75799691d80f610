using System.CommandLine;
using System.Globalization;
using Watchkeeper.Core;
using Watchkeeper.Core.CommandLine;
using Watchkeeper.Metrics.Push;

namespace Watchkeeper.Metrics;

/// <summary><c>watchkeeper metrics push NAME VALUE</c>: for scripts.</summary>
internal sealed class PushCommands
{
    private readonly Argument<string> _name = new("name") { Description = "The metric's name: letters, digits, _ and :.", HelpName = "NAME" };

    private readonly Argument<string> _value = new("value") { Description = "A number.", HelpName = "VALUE" };

    private readonly Option<string[]> _labels = new("--label", "-l")
    {
        Description = "A label, as in host=a. May be given several times.",
        HelpName = "NAME=VALUE",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<bool> _counter = new("--counter") { Description = "The value is a counter: it only rises." };

    public static Command Make() => new PushCommands().MakeVerb();

    private Verb MakeVerb() => new("push", "Store one value under a name.", RunAsync) { _name, _value, _labels, _counter };

    private async Task<int> RunAsync(Invocation invocation)
    {
        if (!double.TryParse(invocation.Get(_value), NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
        {
            throw new ProblemException(ProblemKind.BadRequest, $"The value “{invocation.Get(_value)}” is not a number.");
        }

        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var label in invocation.Get(_labels)!)
        {
            var pair = label.Split('=', 2);
            labels[pair[0]] = pair.Length == 2
                ? pair[1]
                : throw new ProblemException(ProblemKind.BadRequest, $"The label “{label}” is not written NAME=VALUE.");
        }

        var sample = new JsonSample(invocation.Get(_name), labels, value, null, invocation.Get(_counter) ? "counter" : null);
        var answer = await invocation.Daemon.SendAsync(
            HttpMethod.Post, "/api/v1/metrics", sample, MetricsJson.Default.JsonSample, MetricsJson.Default.PushAnswer, invocation.Cancellation);
        return answer.Refused == 0
            ? 0
            : throw new ProblemException(ProblemKind.Conflict, "The value was refused, because pushed values have as many series as metrics.series_limit allows.");
    }
}
