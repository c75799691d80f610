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
        Description = "Only series that it finds: node_load1, or '{device=\"sda\"}'.",
        HelpName = "SELECTOR",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> _csv = new("--csv") { Description = "Comma-separated values (this is the default)." };

    private readonly Option<bool> _openMetrics = new("--openmetrics") { Description = "OpenMetrics text with times, as promtool tsdb create-blocks-from reads it." };

    private readonly Option<string?> _since = new("--since") { Description = "From this time on (-1d).", HelpName = "TIME" };

    private readonly Option<string?> _until = new("--until") { Description = "Up to this time (now).", HelpName = "TIME" };

    private readonly Option<string?> _sqlite = new("--sqlite") { Description = "Write a new SQLite file with the table metrics(key, value, timestamp): cpu, memory, disk_/.", HelpName = "FILE" };

    private readonly Option<string> _schema = new("--schema") { Description = "Of the SQLite file: metrics, or systems.", HelpName = "SCHEMA", DefaultValueFactory = _ => "metrics" };

    private readonly Option<string> _step = new("--step") { Description = "How far the SQLite file's values lie apart (5m).", HelpName = "DURATION", DefaultValueFactory = _ => "5m" };

    public static Command Make() => new ExportCommands().MakeVerb();

    private Verb MakeVerb() => new("export", "Write stored samples as they are: --csv, --json, --openmetrics or --sqlite.", RunAsync)
    {
        _selector, _csv, _openMetrics, _since, _until, _sqlite, _schema, _step,
    };

    private async Task<int> RunAsync(Invocation invocation)
    {
        if (invocation.Get(_sqlite) is { } file)
        {
            return await WriteSqliteAsync(invocation, file);
        }

        var (selector, since, until) = (invocation.Get(_selector), invocation.Get(_since) ?? "-1d", invocation.Get(_until));
        var format = invocation.Get(_openMetrics) ? ExportFormat.OpenMetrics : invocation.Json ? ExportFormat.Json : ExportFormat.Csv;
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
            foreach (var part in SampleFormat.Write(queries.Samples(selector, range.From, range.To), format))
            {
                await invocation.Out.WriteAsync(part);
            }
        }

        return 0;
    }

    private async Task<int> WriteSqliteAsync(Invocation invocation, string file)
    {
        var system = invocation.Get(_schema) switch
        {
            "metrics" => null,
            "systems" => Environment.MachineName,
            var other => throw new ProblemException(ProblemKind.BadRequest, $"The schema “{other}” is unknown; write metrics or systems."),
        };
        var series = new List<(string Key, SeriesView Series)>();
        foreach (var (key, expression) in SqliteExport.Keys)
        {
            var (since, until, step) = (invocation.Get(_since) ?? "-1d", invocation.Get(_until), invocation.Get(_step));
            var path = "/api/v1/metrics/query?query=" + Uri.EscapeDataString(expression) + MetricsCommands.Parameter("since", since)
                + MetricsCommands.Parameter("until", until) + MetricsCommands.Parameter("step", step);
            var answer = await invocation.GetAsync(path, MetricsJson.Default.QueryAnswer, database =>
                QueryRange.Read(null, since, until, step, invocation.Clock.Now, TimeZoneInfo.Local).Ask(MetricsCommands.Offline(database), expression));
            series.AddRange(answer.Series.Select(one => (key, one)));
        }

        var rows = SqliteExport.Write(file, system, series);
        invocation.Out.WriteLine($"{rows} rows were written to {file}.");
        return 0;
    }
}
