using System.CommandLine;
using Watchkeeper.Core;
using Watchkeeper.Core.CommandLine;
using Watchkeeper.Metrics.Export;
using Watchkeeper.Metrics.Query;

namespace Watchkeeper.Metrics;

/// <summary><c>watchkeeper metrics export</c>: stored samples for other programs.</summary>
internal sealed class ExportCommands
{
    private readonly Argument<string?> _selector = new("selector")
    {
        Description = "Only series that it finds: node_load1, or '{device=\"sda\"}'.", HelpName = "SELECTOR", Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> _csv = new("--csv") { Description = "Comma-separated values (this is the default)." };

    private readonly Option<bool> _openMetrics = new("--openmetrics") { Description = "OpenMetrics text with times, as promtool tsdb create-blocks-from reads it." };

    private readonly Option<string?> _since = new("--since") { Description = "From this time on (-1d).", HelpName = "TIME" };

    private readonly Option<string?> _until = new("--until") { Description = "Up to this time (now).", HelpName = "TIME" };

    public static Command Make() => new ExportCommands().MakeVerb();

    private Verb MakeVerb() => new("export", "Write stored samples as they are: --csv, --json or --openmetrics.", RunAsync)
    {
        _selector, _csv, _openMetrics, _since, _until,
    };

    private async Task<int> RunAsync(Invocation invocation)
    {
        var (selector, since, until) = (invocation.Get(_selector), invocation.Get(_since) ?? "-1d", invocation.Get(_until));
        var format = invocation.Get(_openMetrics) ? ExportFormat.OpenMetrics : invocation.Json && !invocation.Get(_csv) ? ExportFormat.Json : ExportFormat.Csv;
        var path = $"/api/v1/metrics/export?format={format.ToString().ToLowerInvariant()}" + MetricsCommands.Parameter("match", selector)
            + MetricsCommands.Parameter("since", since) + MetricsCommands.Parameter("until", until);
        try
        {
            await using var stream = await invocation.Daemon.OpenAsync(path, invocation.Cancellation);
            using var reader = new StreamReader(stream);
            var buffer = new char[64 * 1024];
            while (await reader.ReadAsync(buffer) is var count and > 0)
            {
                await invocation.Out.WriteAsync(buffer.AsMemory(0, count));
            }
        }
        catch (ProblemException problem) when (problem.Kind == ProblemKind.Unavailable)
        {
            await using var database = invocation.OpenDatabase();
            var range = QueryRange.Read(null, since, until, null, invocation.Clock.Now, TimeZoneInfo.Local);
            var queries = MetricsCommands.Offline(database);
            foreach (var part in SampleFormat.Write(queries.Samples(MetricsCommands.Selector(selector), range.From, range.To), format))
            {
                await invocation.Out.WriteAsync(part);
            }
        }

        return 0;
    }
}
