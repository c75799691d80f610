using System.Globalization;
using System.Text.RegularExpressions;

namespace Watchkeeper.Disks.Devices;

/// <summary>What a filesystem is called, whichever disk it is on.</summary>
internal readonly record struct FilesystemName(string? Uuid, string? Label, string? Type);

/// <summary>
/// The names of the filesystems of this host, from whoever knows them without asking a device: udev's records, the links in /dev/disk, /sys/fs/btrfs for what is
/// mounted, and the cache of blkid (/run/blkid/blkid.tab, formerly in /etc). The cache comes last: it is as old as the last run of blkid.
/// </summary>
internal sealed partial class FilesystemNames
{
    public const string UuidFolder = "/dev/disk/by-uuid/";
    public const string LabelFolder = "/dev/disk/by-label/";

    private readonly Dictionary<string, FilesystemName> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FilesystemName> _byNumber = new(StringComparer.Ordinal);

    public static FilesystemNames Read(HostFiles files)
    {
        var names = new FilesystemNames();
        foreach (var uuid in files.Names("/sys/fs/btrfs"))
        {
            foreach (var device in files.Names($"/sys/fs/btrfs/{uuid}/devices"))
            {
                names._byName[device.Replace('!', '/')] = new FilesystemName(uuid, files.Text($"/sys/fs/btrfs/{uuid}/label"), "btrfs");
            }
        }

        foreach (var entry in files.Lines("/run/blkid/blkid.tab").Concat(files.Lines("/etc/blkid.tab")).Select(line => Cached.Match(line)).Where(entry => entry.Success))
        {
            var tags = Tag.Matches(entry.Value).ToLookup(tag => tag.Groups["key"].Value, tag => Escaped.Replace(tag.Groups["value"].Value, "$1"), StringComparer.Ordinal);
            names._byNumber.TryAdd(NumberOf(entry.Groups["number"].Value), new FilesystemName(tags["UUID"].FirstOrDefault(), tags["LABEL"].FirstOrDefault(), tags["TYPE"].FirstOrDefault()));
        }

        return names;
    }

    /// <param name="links">All links that lead to the device.</param>
    public FilesystemName Of(string device, string number, UdevRecord udev, IReadOnlyList<string> links)
    {
        FilesystemName[] known =
        [
            new(udev["ID_FS_UUID"], udev["ID_FS_LABEL_ENC"] is { } label ? Decoded(label) : null, udev["ID_FS_TYPE"]),
            new(LinkOf(links, UuidFolder), LinkOf(links, LabelFolder), null),
            _byName.GetValueOrDefault(device),
            _byNumber.GetValueOrDefault(number),
        ];
        return new FilesystemName(known.Select(each => each.Uuid).FirstOrDefault(Has), known.Select(each => each.Label).FirstOrDefault(Has), known.Select(each => each.Type).FirstOrDefault(Has));
    }

    /// <summary>A label as udev writes it in a link's name: letters that may mean something to a shell or a path stand as <c>\x20</c>.</summary>
    public static string Encoded(string label) => string.Concat(label.EnumerateRunes().Select(each =>
        !each.IsAscii || char.IsAsciiLetterOrDigit((char)each.Value) || "#+-.:=@_".Contains((char)each.Value, StringComparison.Ordinal) ? each.ToString() : $@"\x{each.Value:x2}"));

    private static string Decoded(string name) => Escape.Replace(name, match => ((char)byte.Parse(match.ValueSpan[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString());

    private static string? LinkOf(IReadOnlyList<string> links, string folder) =>
        links.FirstOrDefault(link => link.StartsWith(folder, StringComparison.Ordinal)) is { } link ? Decoded(link[folder.Length..]) : null;

    private static bool Has(string? text) => !string.IsNullOrEmpty(text);

    /// <summary>makedev(3) of glibc: the minor's low byte, the major, and then the rest of the minor.</summary>
    private static string NumberOf(string hexadecimal) =>
        ulong.TryParse(hexadecimal, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var device) ? $"{(device >> 8) & 0xFFF}:{(device & 0xFF) | ((device >> 12) & 0xFFF00)}" : "";

    [GeneratedRegex(@"^<device DEVNO=""0x(?<number>[0-9a-fA-F]{1,16})""(?:[^"">]|""(?:\\.|[^""\\])*"")*>")]
    private static partial Regex Cached { get; }

    [GeneratedRegex(@" (?<key>[A-Z]+)=""(?<value>(?:\\.|[^""\\])*)""")]
    private static partial Regex Tag { get; }

    /// <summary>blkid writes a backslash before each quote and backslash of a value.</summary>
    [GeneratedRegex(@"\\(.)")]
    private static partial Regex Escaped { get; }

    [GeneratedRegex(@"\\x[0-7][0-9a-fA-F]")]
    private static partial Regex Escape { get; }
}
