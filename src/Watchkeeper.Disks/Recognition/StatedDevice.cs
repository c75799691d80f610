namespace Watchkeeper.Disks.Recognition;

/// <summary>
/// What the kernel states beside the text of a line (Documentation/ABI/testing/dev-kmsg, <c>SUBSYSTEM=</c> and <c>DEVICE=</c>): more certain than what the
/// text says, so it goes before it.
/// </summary>
internal static class StatedDevice
{
    /// <summary>The buses whose lines state their subsystem, and the rows of the table that such lines can be. A line of a bus is of no other one.</summary>
    private static readonly Dictionary<string, HashSet<string>> Buses = new(StringComparer.Ordinal)
    {
        ["scsi"] = ["scsi", "ata", "multipath", "fc", "iscsi"],
        ["nvme"] = ["nvme", "nvmf"],
        ["block"] = ["block", "nbd", "nvmf", "virtio"],
    };

    private static readonly HashSet<string> KernelBuses = [.. Buses.Values.SelectMany(rows => rows)];

    /// <summary>Whether a line whose <c>SUBSYSTEM=</c> is this can be a row of that subsystem: only rows of another bus cannot.</summary>
    public static bool Allows(string? stated, string row) =>
        stated is null || !KernelBuses.Contains(row) || !Buses.TryGetValue(stated, out var rows) || rows.Contains(row);

    /// <summary>The device that <c>DEVICE=</c> names, or null; a SCSI address takes the place of another one, with its name, among the facts of the text.</summary>
    public static string? Override(string? field, Dictionary<string, string> facts)
    {
        switch (field)
        {
            case ['b', .. var number] when IsNumber(number):
                return number;
            case ['c', .. var number] when IsNumber(number):
                return field;
            case ['+', .. var named] when named.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon:
                var (bus, name) = (named[..colon], named[(colon + 1)..]);
                if (bus == "scsi" && char.IsAsciiDigit(name.FirstOrDefault()))
                {
                    Readdress(name, facts);
                    return name;
                }

                return bus is "iscsi_session" or "iscsi_connection" or "fc_remote_ports" && name.Length > 0 ? name : null;
            default:
                return null;
        }
    }

    private static bool IsNumber(string text) => text.Split(':') is [{ Length: > 0 } major, { Length: > 0 } minor] && major.All(char.IsAsciiDigit) && minor.All(char.IsAsciiDigit);

    /// <summary>A name in a text with another address, or with none, is not known to be that of the address.</summary>
    private static void Readdress(string address, Dictionary<string, string> facts)
    {
        if (facts.GetValueOrDefault("hctl") != address)
        {
            facts.Remove("dev");
        }

        facts["hctl"] = address;
    }
}
