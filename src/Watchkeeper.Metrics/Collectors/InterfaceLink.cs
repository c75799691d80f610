using System.Globalization;
using System.Text;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Collectors;

/// <summary>What <c>/sys/class/net/DEVICE</c> says of an interface (the kernel's Documentation/ABI/testing/sysfs-class-net).</summary>
internal sealed class InterfaceLink(string folder, SeriesSource source, string device)
{
    private readonly ProcFile _state = new($"{folder}/operstate", 64);
    private readonly Property[] _properties =
    [
        new(folder, "carrier", () => Gauge(source, device, "carrier", essential: true)),
        new(folder, "speed", () => Gauge(source, device, "speed_bytes", essential: true), 1_000_000 / 8.0),
        new(folder, "mtu", () => Gauge(source, device, "mtu_bytes", essential: true)),
        new(folder, "carrier_changes", () => Counter(source, device, "carrier_changes_total")),
        new(folder, "carrier_up_count", () => Counter(source, device, "carrier_up_changes_total")),
        new(folder, "carrier_down_count", () => Counter(source, device, "carrier_down_changes_total")),
        new(folder, "addr_assign_type", () => Gauge(source, device, "address_assign_type")),
        new(folder, "dev_id", () => Gauge(source, device, "device_id")),
        new(folder, "dormant", () => Gauge(source, device, "dormant")),
        new(folder, "flags", () => Gauge(source, device, "flags")),
        new(folder, "ifindex", () => Gauge(source, device, "iface_id")),
        new(folder, "iflink", () => Gauge(source, device, "iface_link")),
        new(folder, "link_mode", () => Gauge(source, device, "iface_link_mode")),
        new(folder, "name_assign_type", () => Gauge(source, device, "name_assign_type")),
        new(folder, "netdev_group", () => Gauge(source, device, "net_dev_group")),
        new(folder, "type", () => Gauge(source, device, "protocol_type")),
        new(folder, "tx_queue_len", () => Gauge(source, device, "transmit_queue_length")),
    ];

    private LiveSeries? _up;
    private LiveSeries? _info;
    private string _lastState = "";

    public void Add(SampleBatch batch)
    {
        var state = _state.TryRead(out var error).TrimEnd((byte)'\n');
        if (error != 0)
        {
            return;
        }

        _up ??= source.Get(MetricFamily.Gauge("node_network_up", "Value is 1 if operstate is 'up', 0 otherwise."), ("device", device));
        batch.Add(_up, state.SequenceEqual("up"u8) ? 1 : 0);
        if (_info is null || _lastState.Length != state.Length)
        {
            _lastState = Encoding.UTF8.GetString(state);
            _info = source.Get(
                MetricFamily.Gauge("node_network_info", "Non-numeric data from /sys/class/net/<iface>, value is always 1.").Detail,
                ("device", device), ("address", Text("address")), ("broadcast", Text("broadcast")), ("duplex", Text("duplex")),
                ("ifalias", Text("ifalias")), ("operstate", _lastState));
        }

        batch.Add(_info, 1);
        foreach (var property in _properties)
        {
            property.Add(batch);
        }
    }

    private string Text(string file)
    {
        var text = new ProcFile($"{folder}/{file}", 256);
        return Encoding.UTF8.GetString(text.TryRead(out _)).TrimEnd('\n');
    }

    private static LiveSeries? Gauge(SeriesSource source, string device, string name, bool essential = false) =>
        source.Get(new($"node_network_{name}", MetricKind.Gauge, $"Network device property: {name}", essential), ("device", device));

    private static LiveSeries? Counter(SeriesSource source, string device, string name) =>
        source.Get(new($"node_network_{name}", MetricKind.Counter, $"Network device property: {name}", Essential: false), ("device", device));

    /// <summary>A file with one number, decimal or hexadecimal. An interface that is down answers some of them with EINVAL: it has no such value then, and no series.</summary>
    private sealed class Property(string folder, string file, Func<LiveSeries?> series, double unit = 1)
    {
        private readonly ProcFile _file = new($"{folder}/{file}", 64);
        private LiveSeries? _series;

        public void Add(SampleBatch batch)
        {
            var text = _file.TryRead(out _).TrimEnd((byte)'\n');
            if (text.StartsWith("0x"u8) && long.TryParse(text[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var hexadecimal))
            {
                batch.Add(_series ??= series(), hexadecimal * unit);
            }
            else if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            {
                batch.Add(_series ??= series(), number * unit);
            }
        }
    }
}
