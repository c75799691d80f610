using Watchkeeper.Core.CommandLine;
using Watchkeeper.Core.Text;
using Watchkeeper.Disks.Devices;

namespace Watchkeeper.Disks;

/// <summary>Devices for people: a list, a tree, and one in full.</summary>
internal static class DevicePrinter
{
    public static void List(Invocation invocation, IReadOnlyList<BlockDevice> devices) => invocation.PrintTable(new Core.CommandLine.Table(
        [new("NAME"), new("KIND"), new("SIZE", RightAligned: true), new("WWID"), new("TRANSPORT"), new("MOUNTED")],
        [.. devices.Where(IsShown).Select(device => (IReadOnlyList<Cell>)
            [Label(device), Kind(device), Sizes.Format(device.Size), device.Wwid ?? "", device.Transport?.Kind ?? "", string.Join(", ", device.MountPoints)])]));

    public static void Tree(Invocation invocation, DeviceTree tree)
    {
        foreach (var device in tree.Devices.Where(device => device.Below.Count == 0 && IsShown(device)))
        {
            Branch(invocation, tree, device, "", "");
        }
    }

    public static void Info(Invocation invocation, DeviceInfo info)
    {
        var device = info.Device;
        Line("name", Label(device));
        Line("path", device.Path);
        Line("preferred path", device.PreferredPath);
        Line("number", device.Number);
        Line("kind", Kind(device));
        Line("wwid", device.Wwid);
        Line("size", Sizes.Format(device.Size));
        Line("model", device.Model);
        Line("serial", device.Serial);
        Line("filesystem", device.FilesystemType);
        Line("uuid", device.FilesystemUuid);
        Line("label", device.FilesystemLabel);
        Line("mounted on", device.MountPoints.Count > 0 ? string.Join(", ", device.MountPoints) : null);
        Line("transport", device.Transport?.Kind);
        foreach (var (name, value) in device.Transport?.Facts ?? new Dictionary<string, string>())
        {
            Line($"  {name.Replace('_', ' ')}", value);
        }

        Lines("below", info.Below);
        Lines("above", info.Above);

        void Line(string label, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                invocation.Out.WriteLine($"{label + ":",-16} {value}");
            }
        }

        void Lines(string label, IReadOnlyList<BlockDevice> devices)
        {
            foreach (var (index, each) in devices.Index())
            {
                invocation.Out.WriteLine($"{(index == 0 ? label + ":" : ""),-16} {Summary(each)}");
            }
        }
    }

    private static void Branch(Invocation invocation, DeviceTree tree, BlockDevice device, string indent, string childIndent)
    {
        invocation.Out.WriteLine(indent + Summary(device));
        var above = device.Above.Select(name => tree[name]).OfType<BlockDevice>().ToList();
        foreach (var (index, each) in above.Index())
        {
            var last = index == above.Count - 1;
            Branch(invocation, tree, each, childIndent + (last ? "└─ " : "├─ "), childIndent + (last ? "   " : "│  "));
        }
    }

    private static string Summary(BlockDevice device) =>
        $"{Label(device)} {Kind(device)} {Sizes.Format(device.Size)}"
        + (device.Wwid is { } wwid ? $" {wwid}" : "")
        + (device.Transport is { } transport ? $" [{transport.Kind}]" : "")
        + (device.FilesystemType is { } type ? $" {type}" : "")
        + (device.MountPoints.Count > 0 ? $" on {string.Join(", ", device.MountPoints)}" : "");

    private static string Label(BlockDevice device) => device.MapName is { } map ? $"{map} ({device.Name})" : device.Name;

    private static string Kind(BlockDevice device) => device.Kind.ToString().ToLowerInvariant();

    /// <summary>Loop devices without a file and memory without a size are not worth a line.</summary>
    private static bool IsShown(BlockDevice device) => device.Size > 0 || device.Kind is DeviceKind.Disk;
}
