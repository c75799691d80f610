using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Watchkeeper.Metrics.Exposition;

namespace Watchkeeper.Metrics.Munin;

/// <summary>A graph that a Munin master may ask for: its configuration, and expressions of the query language for its fields.</summary>
internal sealed record MuninGraph(string Name, string Config, IReadOnlyList<(string Field, string Expression)> Fields);

/// <summary>
/// Answers a Munin master as a node does (https://guide.munin-monitoring.org/en/latest/master/network-protocol.html): line by line, commands in any case,
/// long answers end with a point.
/// </summary>
internal sealed class MuninNode(string host, Func<string, double?> value)
{
    public const string Version = "2.0.73";

    public static IReadOnlyList<MuninGraph> Graphs { get; } =
    [
        new("load", "graph_title Load average\ngraph_vlabel load\ngraph_category system\nload.label load\n", [("load", "node_load5")]),
        new("memory", "graph_title Memory usage\ngraph_args --base 1024 -l 0\ngraph_vlabel Bytes\ngraph_category system\nused.label used\nused.draw AREA\nfree.label available\nfree.draw STACK\nswap.label swap used\n",
        [
            ("used", "node_memory_MemTotal_bytes - node_memory_MemAvailable_bytes"), ("free", "node_memory_MemAvailable_bytes"),
            ("swap", "node_memory_SwapTotal_bytes - node_memory_SwapFree_bytes"),
        ]),
        new("df", "graph_title Fullest filesystem in percent\ngraph_args --upper-limit 100 -l 0\ngraph_vlabel %\ngraph_category disk\nfullest.label fullest\nfullest.warning 92\nfullest.critical 98\n",
            [("fullest", "max(100 * (node_filesystem_size_bytes - node_filesystem_free_bytes) / (node_filesystem_size_bytes - node_filesystem_free_bytes + node_filesystem_avail_bytes))")]),
        new("cpu", "graph_title CPU usage\ngraph_args --base 1000 -r --lower-limit 0\ngraph_vlabel %\ngraph_category system\nsystem.label system\nsystem.draw AREA\nsystem.min 0\nsystem.type DERIVE\nuser.label user\nuser.draw STACK\nuser.min 0\nuser.type DERIVE\nidle.label idle\nidle.draw STACK\nidle.min 0\nidle.type DERIVE\niowait.label iowait\niowait.draw STACK\niowait.min 0\niowait.type DERIVE\n",
            [.. ((string[])["system", "user", "idle", "iowait"]).Select(mode => (mode, $"floor(100 * sum(node_cpu_seconds_total{{mode=\"{mode}\"}}))"))]),
        new("uptime", "graph_title Uptime\ngraph_args --base 1000 -l 0\ngraph_vlabel uptime in days\ngraph_category system\nuptime.label uptime\nuptime.draw AREA\n",
            [("uptime", "(time() - node_boot_time_seconds) / 86400")]),
        new("open_files", "graph_title File table usage\ngraph_args --base 1000 -l 0\ngraph_vlabel number of open files\ngraph_category system\nused.label open files\n",
            [("used", "node_filefd_allocated")]),
    ];

    public async Task ServeAsync(Socket connection, CancellationToken cancellation)
    {
        await using var stream = new NetworkStream(connection);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"# munin node at {host}\n"), cancellation);
        while (await reader.ReadLineAsync(cancellation) is { } line && Answer(line.Trim()) is { } answer)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(answer), cancellation);
        }
    }

    /// <summary>The answer to one command, or null when the connection ends.</summary>
    public string? Answer(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var graph = words.Length > 1 ? Graphs.FirstOrDefault(graph => graph.Name == words[1]) : null;
        return words.FirstOrDefault()?.ToLowerInvariant() switch
        {
            "quit" or "." => null,
            "cap" => "cap multigraph dirtyconfig\n",
            "list" => words.Length > 1 && words[1] != host ? "\n" : string.Join(' ', Graphs.Select(graph => graph.Name)) + "\n",
            "nodes" => $"{host}\n.\n",
            "version" => $"munins node on {host} version: {Version}\n",
            "config" => graph is null ? "# Unknown service\n.\n" : graph.Config + ".\n",
            "fetch" => graph is null ? "# Unknown service\n.\n" : string.Concat(graph.Fields.Select(Fetched)) + ".\n",
            _ => "# Unknown command. Try cap, list, nodes, config, fetch, version or quit\n",
        };
    }

    private string Fetched((string Field, string Expression) field) =>
        $"{field.Field}.value {(value(field.Expression) is { } number && double.IsFinite(number) ? PrometheusText.Number(number).ToString(CultureInfo.InvariantCulture) : "U")}\n";
}
