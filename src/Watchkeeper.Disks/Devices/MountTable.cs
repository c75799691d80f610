using System.Text.RegularExpressions;

namespace Watchkeeper.Disks.Devices;

/// <summary>/proc/self/mountinfo (proc(5)): which device is mounted where. btrfs gives a number of its own, so its rows are found by their source.</summary>
internal sealed partial class MountTable
{
    private readonly List<(string Number, string Source, string Point, string Type)> _mounts = [];

    public static MountTable Read(HostFiles files)
    {
        var table = new MountTable();
        foreach (var line in files.Lines("/proc/self/mountinfo"))
        {
            var dash = line.IndexOf(" - ", StringComparison.Ordinal);
            if (dash > 0 && line[..dash].Split(' ') is [_, _, var number, _, var point, ..] && line[(dash + 3)..].Split(' ') is [var type, var source, ..])
            {
                table._mounts.Add((number, Plain(source), Plain(point), type));
            }
        }

        return table;
    }

    public IReadOnlyList<string> PointsOf(string number, IReadOnlyList<string?> paths) =>
        [.. _mounts.Where(mount => mount.Number == number || paths.Contains(mount.Source)).Select(mount => mount.Point).Distinct(StringComparer.Ordinal)];

    public string? TypeOf(string number, string path) => _mounts.Find(mount => mount.Number == number || mount.Source == path).Type;

    /// <summary>Space, tab, line feed and backslash stand as three octal digits.</summary>
    private static string Plain(string text) => Octal.Replace(text, match => ((char)Convert.ToInt32(match.Value[1..], 8)).ToString());

    [GeneratedRegex(@"\\[0-3][0-7]{2}")]
    private static partial Regex Octal { get; }
}
