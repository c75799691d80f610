using System.Text.RegularExpressions;

namespace Watchkeeper.Disks.Devices;

/// <summary>
/// Finds out how the host reaches a disk, from where the disk stands in /sys/devices: the folders above it are the port, session or controller, and the
/// classes iscsi_session, iscsi_connection, fc_host, fc_transport, fc_remote_ports and nvme hold their facts.
/// </summary>
internal sealed partial class TransportReader(HostFiles files)
{
    /// <summary>How the device is reached; null for what is made of other devices.</summary>
    public Transport? Read(string folder)
    {
        var place = files.Target(folder);
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Host.Match(place) is { Success: true } host)
        {
            Add(facts, "driver_name", $"/sys/class/scsi_host/host{host.Groups[1].Value}/proc_name");
        }

        var kind = Session.Match(place) is { Success: true } session ? Iscsi(session.Groups[1].Value, facts)
            : RemotePort.Match(place) is { Success: true } port ? FibreChannel(port, place, facts)
            : Nvme.Match(place) is { Success: true } controller ? NvmeKind(controller.Groups[1].Value, facts)
            : AtaPort.Match(place) is { Success: true } ata ? Named("sata", "port", ata.Groups[1].Value, facts)
            : SasDevice.IsMatch(place) ? "sas"
            : Usb.Match(place) is { Success: true } usb ? Named("usb", "bus", usb.Groups[1].Value, facts)
            : Virtio.IsMatch(place) ? "virtio"
            : place.Contains("/mmc_host/", StringComparison.Ordinal) ? "mmc"
            : Host.IsMatch(place) ? "scsi"
            : null;
        return kind is null ? null : new Transport(kind, facts);
    }

    /// <summary>The other names that log lines use for a disk.</summary>
    public IEnumerable<string> Aliases(string folder)
    {
        var place = files.Target(folder);
        var address = Address.Match(place);
        if (address.Success)
        {
            yield return address.Groups[1].Value;
        }

        if (AtaPort.Match(place) is { Success: true } ata && address.Success)
        {
            yield return ata.Groups[1].Value;
            yield return $"{ata.Groups[1].Value}.{address.Groups["target"].Value.PadLeft(2, '0')}";
        }

        if (Nvme.Match(place) is { Success: true } controller)
        {
            yield return controller.Groups[1].Value;
            if (files.Text($"/sys/class/nvme/{controller.Groups[1].Value}/dev") is { } number)
            {
                yield return "c" + number;
            }
        }

        if (Session.Match(place) is { Success: true } session)
        {
            yield return "session" + session.Groups[1].Value;
            yield return $"connection{session.Groups[1].Value}:0";
        }

        if (RemotePort.Match(place) is { Success: true } port)
        {
            yield return port.Groups[1].Value;
        }
    }

    private string Iscsi(string session, Dictionary<string, string> facts)
    {
        Add(facts, "address", $"/sys/class/iscsi_connection/connection{session}:0/persistent_address");
        Add(facts, "port", $"/sys/class/iscsi_connection/connection{session}:0/persistent_port");
        Add(facts, "tpgt", $"/sys/class/iscsi_session/session{session}/tpgt");
        Add(facts, "target_name", $"/sys/class/iscsi_session/session{session}/targetname");
        Add(facts, "iface_name", $"/sys/class/iscsi_session/session{session}/ifacename");
        Add(facts, "session_state", $"/sys/class/iscsi_session/session{session}/state");
        return "iscsi";
    }

    private string FibreChannel(Match port, string place, Dictionary<string, string> facts)
    {
        if (Target.Match(place) is { Success: true } target)
        {
            Add(facts, "target_wwpn", $"/sys/class/fc_transport/{target.Groups[1].Value}/port_name");
        }

        var host = Host.Match(place).Groups[1].Value;
        Add(facts, "host_wwpn", $"/sys/class/fc_host/host{host}/port_name");
        Add(facts, "speed", $"/sys/class/fc_host/host{host}/speed");
        Add(facts, "port_state", $"/sys/class/fc_remote_ports/{port.Groups[1].Value}/port_state");
        if (!facts.ContainsKey("port_state"))
        {
            Add(facts, "port_state", $"/sys/class/fc_host/host{host}/port_state");
        }

        return "fc";
    }

    private string NvmeKind(string controller, Dictionary<string, string> facts)
    {
        facts["controller"] = controller;
        Add(facts, "address", $"/sys/class/nvme/{controller}/address");
        Add(facts, "state", $"/sys/class/nvme/{controller}/state");
        Add(facts, "subsystem", $"/sys/class/nvme/{controller}/subsysnqn");
        return files.Text($"/sys/class/nvme/{controller}/transport") is { } transport and not "pcie" ? $"nvme-{transport}" : "nvme";
    }

    private static string Named(string kind, string key, string value, Dictionary<string, string> facts)
    {
        facts[key] = value;
        return kind;
    }

    private void Add(Dictionary<string, string> facts, string key, string path)
    {
        if (files.Text(path) is { } value)
        {
            facts[key] = value;
        }
    }

    [GeneratedRegex("/host([0-9]+)/")]
    private static partial Regex Host { get; }

    [GeneratedRegex("/session([0-9]+)/")]
    private static partial Regex Session { get; }

    [GeneratedRegex("/(rport-[0-9]+:[0-9]+-[0-9]+)/")]
    private static partial Regex RemotePort { get; }

    [GeneratedRegex("/(target[0-9]+:[0-9]+:[0-9]+)/")]
    private static partial Regex Target { get; }

    [GeneratedRegex("/(nvme[0-9]+)/nvme[0-9]+(?:c[0-9]+)?n[0-9]+")]
    private static partial Regex Nvme { get; }

    [GeneratedRegex("/(ata[0-9]+)/")]
    private static partial Regex AtaPort { get; }

    [GeneratedRegex("/end_device-[0-9:]+/")]
    private static partial Regex SasDevice { get; }

    [GeneratedRegex("/usb[0-9]+/([0-9]+-[0-9.]+)")]
    private static partial Regex Usb { get; }

    [GeneratedRegex("/virtio[0-9]+/")]
    private static partial Regex Virtio { get; }

    [GeneratedRegex("/([0-9]+:[0-9]+:(?<target>[0-9]+):[0-9]+)/block/")]
    private static partial Regex Address { get; }
}
