using System.Text.RegularExpressions;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Collectors;

/// <summary>Traffic and errors of each interface (<c>/proc/net/dev</c>), its link, speed and size of packets (<c>/sys/class/net</c>).</summary>
internal sealed partial class NetworkCollector(HostRoots roots, SeriesSource source) : Collector("network")
{
    private static readonly (string Name, bool Essential)[] Columns =
    [
        ("receive_bytes", true), ("receive_packets", true), ("receive_errs", true), ("receive_drop", true), ("receive_fifo", false),
        ("receive_frame", false), ("receive_compressed", false), ("receive_multicast", false),
        ("transmit_bytes", true), ("transmit_packets", true), ("transmit_errs", true), ("transmit_drop", true), ("transmit_fifo", false),
        ("transmit_colls", false), ("transmit_carrier", false), ("transmit_compressed", false),
    ];

    private readonly ProcFile _file = new($"{roots.Proc}/1/net/dev");
    private readonly ProcFile _ownFile = new($"{roots.Proc}/net/dev");
    private readonly SeriesByKey<Interface> _interfaces = new(device => new(roots, source, device));

    public override void Collect(SampleBatch batch)
    {
        var text = _file.TryRead(out var error);
        var lines = new Fields(error == 0 ? text : _ownFile.Read());
        lines.Line();
        lines.Line();
        while (!lines.AtEnd)
        {
            var line = lines.Line();
            var colon = line.LastIndexOf((byte)':');
            if (colon > 0)
            {
                var fields = new Fields(line[(colon + 1)..]);
                _interfaces[line[..colon].TrimStart((byte)' ')].Add(batch, ref fields);
            }
        }
    }

    /// <summary>The loopback device's traffic is not the network's; a container's end of a pair lives only as long as the container.</summary>
    [GeneratedRegex("^(lo|veth.*)$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Uncounted();

    private sealed class Interface(HostRoots roots, SeriesSource source, string device)
    {
        private readonly LiveSeries?[] _columns = Uncounted().IsMatch(device) ? [] : [.. Columns.Select(column => source.Get(
            new($"node_network_{column.Name}_total", MetricKind.Counter, $"Network device statistic {column.Name}.", column.Essential), ("device", device)))];

        private readonly InterfaceLink _link = new($"{roots.Sys}/class/net/{device}", source, device);

        public void Add(SampleBatch batch, ref Fields fields)
        {
            foreach (var column in _columns)
            {
                batch.Add(column, fields.Number());
            }

            _link.Add(batch);
        }
    }
}
