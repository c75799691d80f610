using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Munin;

/// <summary>An expression of the query language, each series of whose value is a field of its own.</summary>
/// <param name="Name">A field's name, of the series' labels.</param>
/// <param name="Config">Of a field that is not there on each host: its part of the graph's configuration.</param>
internal sealed record MuninField(string Expression, Func<Labels, string> Name, Func<Labels, string>? Config = null)
{
    /// <summary>The one field of an expression whose value is one series.</summary>
    public static MuninField One(string name, string expression) => new(expression, _ => name);
}

/// <summary>A graph of the host's own values that a Munin master may ask for: its configuration and its fields.</summary>
internal sealed record MuninGraph(string Name, string Config, IReadOnlyList<MuninField> Fields)
{
    private const string UsedPercent =
        "100 * (node_filesystem_size_bytes - node_filesystem_free_bytes) / (node_filesystem_size_bytes - node_filesystem_free_bytes + node_filesystem_avail_bytes)";

    public static IReadOnlyList<MuninGraph> All { get; } =
    [
        new(
            "load",
            """
            graph_title Load average
            graph_args --base 1000 -l 0
            graph_vlabel load
            graph_category system
            load.label load

            """,
            [MuninField.One("load", "node_load5")]),
        new(
            "memory",
            """
            graph_title Memory usage
            graph_args --base 1024 -l 0
            graph_vlabel Bytes
            graph_category system
            used.label used
            used.draw AREA
            free.label available
            free.draw STACK
            swap.label swap used

            """,
            [
                MuninField.One("used", "node_memory_MemTotal_bytes - node_memory_MemAvailable_bytes"),
                MuninField.One("free", "node_memory_MemAvailable_bytes"),
                MuninField.One("swap", "node_memory_SwapTotal_bytes - node_memory_SwapFree_bytes"),
            ]),
        new(
            "df",
            """
            graph_title Disk usage in percent
            graph_args --upper-limit 100 -l 0
            graph_scale no
            graph_vlabel %
            graph_category disk

            """,
            [new(UsedPercent, DeviceField, labels => $"{DeviceField(labels)}.label {labels["mountpoint"]}\n{DeviceField(labels)}.warning 92\n{DeviceField(labels)}.critical 98\n")]),
        new(
            "cpu",
            """
            graph_title CPU usage
            graph_args --base 1000 -r --lower-limit 0
            graph_vlabel %
            graph_category system
            system.label system
            system.draw AREA
            system.min 0
            system.type DERIVE
            user.label user
            user.draw STACK
            user.min 0
            user.type DERIVE
            idle.label idle
            idle.draw STACK
            idle.min 0
            idle.type DERIVE
            iowait.label iowait
            iowait.draw STACK
            iowait.min 0
            iowait.type DERIVE

            """,
            [Cpu("system"), Cpu("user"), Cpu("idle"), Cpu("iowait")]),
        new(
            "uptime",
            """
            graph_title Uptime
            graph_args --base 1000 -l 0
            graph_vlabel uptime in days
            graph_category system
            uptime.label uptime
            uptime.draw AREA

            """,
            [MuninField.One("uptime", "(time() - node_boot_time_seconds) / 86400")]),
        new(
            "open_files",
            """
            graph_title File table usage
            graph_args --base 1000 -l 0
            graph_vlabel number of open files
            graph_category system
            used.label open files

            """,
            [MuninField.One("used", "node_filefd_allocated")]),
    ];

    public static MuninGraph? Find(string name) => All.FirstOrDefault(graph => graph.Name == name);

    /// <summary>Hundredths of seconds of CPU: their rate is a percentage, and RRD wants whole numbers of a counter.</summary>
    private static MuninField Cpu(string mode) => MuninField.One(mode, $"floor(100 * sum(node_cpu_seconds_total{{mode=\"{mode}\"}}))");

    /// <summary>As Munin's own plugin names it, so that a master's graphs go on: the device, or the mount point where many have one device's name.</summary>
    private static string DeviceField(Labels labels) =>
        string.Concat((labels["device"] is ['/', ..] device ? device : labels["mountpoint"] ?? "").Select(static c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
}
