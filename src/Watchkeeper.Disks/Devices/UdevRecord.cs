namespace Watchkeeper.Disks.Devices;

/// <summary>
/// What udev has found out of a device: its record in /run/udev/data, with lines <c>E:KEY=value</c> for properties and <c>S:disk/by-uuid/…</c> for links below /dev.
/// The links stand there also where they are missing in /dev, as in a container.
/// </summary>
internal sealed class UdevRecord
{
    private readonly Dictionary<string, string> _properties = new(StringComparer.Ordinal);
    private readonly List<string> _links = [];

    private UdevRecord()
    {
    }

    public string? this[string key] => _properties.GetValueOrDefault(key);

    public IReadOnlyList<string> Links => _links;

    /// <param name="number">Major and minor: <c>8:1</c>.</param>
    public static UdevRecord Read(HostFiles files, string number)
    {
        var record = new UdevRecord();
        foreach (var line in files.Lines($"/run/udev/data/b{number}"))
        {
            switch (line)
            {
                case ['E', ':', .. var property] when property.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals:
                    record._properties[property[..equals]] = property[(equals + 1)..];
                    break;
                case ['S', ':', .. var link]:
                    record._links.Add("/dev/" + link);
                    break;
            }
        }

        return record;
    }
}
