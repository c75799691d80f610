namespace Watchkeeper.Disks.Devices;

/// <summary>Reads the small files of /sys, /dev, /run and /proc below a root, which tests set elsewhere. What cannot be read is as if it were not there.</summary>
internal sealed class HostFiles(string root = "/")
{
    public string Full(string path) => System.IO.Path.Combine(root, path.TrimStart('/'));

    /// <summary>A file's text without white space around it; null when there is none, or it is empty.</summary>
    public string? Text(string path)
    {
        try
        {
            var text = File.ReadAllText(Full(path)).Trim('\n', ' ', '\t', '\0');
            return text.Length == 0 ? null : text;
        }
        catch (Exception absent) when (absent is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public long Number(string path) => long.TryParse(Text(path), System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : 0;

    public IEnumerable<string> Lines(string path)
    {
        try
        {
            return File.ReadAllLines(Full(path));
        }
        catch (Exception absent) when (absent is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The names in a folder, sorted.</summary>
    public IReadOnlyList<string> Names(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(Full(folder)).Select(path => System.IO.Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        }
        catch (Exception absent) when (absent is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    public bool Exists(string path) => System.IO.Path.Exists(Full(path));

    /// <summary>Where a link leads, as a path below the root without links in its last part; the path itself when it is no link.</summary>
    public string Target(string path)
    {
        try
        {
            var link = new FileInfo(Full(path));
            return link.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Full(path);
        }
        catch (IOException)
        {
            return Full(path);
        }
    }
}
