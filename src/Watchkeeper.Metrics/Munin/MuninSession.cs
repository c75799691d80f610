using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Watchkeeper.Metrics.Exposition;
using Watchkeeper.Metrics.Series;
using Watchkeeper.Metrics.Statsd;

namespace Watchkeeper.Metrics.Munin;

/// <summary>What a session asks the room for.</summary>
internal interface IMuninSource
{
    /// <summary>The value of an expression now, by series.</summary>
    IReadOnlyList<(Labels Labels, double Value)> Values(string expression);

    /// <summary>What gathered of an expression after a time (Unix seconds), at the master's step, by series.</summary>
    IReadOnlyList<(Labels Labels, IEnumerable<(long Seconds, double Value)> Values)> Values(string expression, long after);

    /// <summary>What gathered of a plugin's field after a time (Unix seconds).</summary>
    IEnumerable<(long Seconds, double Value)> Values(LiveSeries series, long after);

    MuninPlugins Plugins { get; }
}

/// <summary>
/// Answers a Munin master as a node does (https://guide.munin-monitoring.org/en/latest/master/network-protocol.html): line by line, commands in any case,
/// long answers end with a point. A plugin's name goes before a graph of our own with that name.
/// </summary>
internal sealed class MuninSession(string host, string master, IMuninSource source)
{
    public const string Version = "2.0.73";

    private const string Unknown = "# Unknown service\n.\n";
    private bool _multigraph;

    public async Task ServeAsync(Socket connection, CancellationToken cancellation)
    {
        await connection.SendAsync(Encoding.UTF8.GetBytes($"# munin node at {host}\n"), cancellation);
        await foreach (var line in LineStreams.CommandsAsync(connection, cancellation))
        {
            if (await AnswerAsync(line.Trim(), cancellation) is not { } answer)
            {
                return;
            }

            await connection.SendAsync(Encoding.UTF8.GetBytes(answer), cancellation);
        }
    }

    /// <summary>The answer to one command, or null when the connection ends.</summary>
    public async Task<string?> AnswerAsync(string line, CancellationToken cancellation)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var argument = words.Length > 1 ? words[1] : "";
        switch (words.FirstOrDefault()?.ToLowerInvariant())
        {
            case "quit" or ".":
                return null;
            case "cap":
                _multigraph = words.Contains("multigraph", StringComparer.OrdinalIgnoreCase);
                return "cap multigraph dirtyconfig spool\n";
            case "list":
                return (argument.Length == 0 || argument == host ? string.Join(' ', Names()) : "") + "\n";
            case "nodes":
                return $"{host}\n.\n";
            case "version":
                return $"munins node on {host} version: {Version}\n";
            case "config":
                return await PluginAsync(argument, "config", cancellation) ?? (MuninGraph.Find(argument) is { } graph ? Configuration(graph) + ".\n" : Unknown);
            case "fetch":
                return await PluginAsync(argument, "", cancellation) ?? (MuninGraph.Find(argument) is { } own ? string.Concat(own.Fields.Select(Fetched)) + ".\n" : Unknown);
            case "spoolfetch" when long.TryParse(argument, NumberStyles.None, CultureInfo.InvariantCulture, out var after):
                return Spooled(after);
            default:
                return "# Unknown command. Try cap, list, nodes, config, fetch, version or quit\n";
        }
    }

    private IEnumerable<string> Names()
    {
        var plugins = source.Plugins.Find().Where(plugin => _multigraph || !HasSeveralGraphs(plugin.Name)).Select(plugin => plugin.Name);
        return plugins.Union(MuninGraph.All.Select(graph => graph.Name), StringComparer.Ordinal);
    }

    /// <summary>A master that does not say that it knows several graphs would not make sense of them.</summary>
    private bool HasSeveralGraphs(string plugin) => source.Plugins.Graphs.GetValueOrDefault(plugin) is { } graphs && graphs.Any(graph => graph.Name.Length > 0);

    private async Task<string?> PluginAsync(string name, string argument, CancellationToken cancellation)
    {
        if (source.Plugins.Find().FirstOrDefault(plugin => plugin.Name == name) is not { } plugin)
        {
            return null;
        }

        var output = await source.Plugins.RunAsync(plugin, argument, master, cancellation);
        var text = output.Text.Length == 0 || output.Text.EndsWith('\n') ? output.Text : output.Text + "\n";
        return output.TimedOut ? "# Timed out\n.\n" : text + (output.Failure is null ? ".\n" : "# Bad exit\n.\n");
    }

    private string Configuration(MuninGraph graph) => graph.Config + string.Concat(
        graph.Fields.Where(field => field.Config is not null).SelectMany(field => source.Values(field.Expression).DistinctBy(one => field.Name(one.Labels))
            .Select(one => field.Config!(one.Labels))));

    /// <summary>A field that is always there has no value but "U" while it has none.</summary>
    private string Fetched(MuninField field)
    {
        var values = source.Values(field.Expression);
        return values.Count == 0 && field.Config is null
            ? $"{field.Name(Labels.Empty)}.value U\n"
            : string.Concat(values.DistinctBy(one => field.Name(one.Labels))
                .Select(one => $"{field.Name(one.Labels)}.value {(double.IsFinite(one.Value) ? PrometheusText.Number(one.Value) : "U")}\n"));
    }

    /// <summary>Everything that gathered since the master last asked, each graph with its configuration.</summary>
    private string Spooled(long after)
    {
        var text = new StringBuilder();
        foreach (var (plugin, graphs) in source.Plugins.Graphs)
        {
            foreach (var graph in graphs)
            {
                text.Append(CultureInfo.InvariantCulture, $"multigraph {(graph.Name.Length > 0 ? graph.Name : plugin)}\n").Append(graph.Configuration);
                foreach (var (field, series) in graph.Fields)
                {
                    Append(text, field, source.Values(series, after));
                }
            }
        }

        foreach (var graph in MuninGraph.All.Where(graph => !source.Plugins.Graphs.ContainsKey(graph.Name)))
        {
            text.Append(CultureInfo.InvariantCulture, $"multigraph {graph.Name}\n").Append(Configuration(graph));
            foreach (var field in graph.Fields)
            {
                foreach (var (labels, values) in source.Values(field.Expression, after).DistinctBy(one => field.Name(one.Labels)))
                {
                    Append(text, field.Name(labels), values);
                }
            }
        }

        return text.Append(".\n").ToString();
    }

    private static void Append(StringBuilder text, string field, IEnumerable<(long Seconds, double Value)> values)
    {
        foreach (var (seconds, value) in values.Where(sample => double.IsFinite(sample.Value)))
        {
            text.Append(CultureInfo.InvariantCulture, $"{field}.value {seconds}:{PrometheusText.Number(value)}\n");
        }
    }
}
