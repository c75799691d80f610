using System.Text.RegularExpressions;
using Microsoft.Win32.SafeHandles;
using Watchkeeper.Core;

namespace Watchkeeper.Logs.Files;

/// <summary>
/// What became of a file since it was read last: it was renamed and others took its place, once or again and again (<c>app.log.1</c>,
/// <c>app.log-20260301</c>), or copied and emptied. What has been compressed meanwhile is not looked for.
/// </summary>
internal static partial class Rotation
{
    /// <summary>
    /// The files to read before the one that stands at the path now, each with the offset to begin at: what was being read, and those that stood at the path
    /// after it, in their order. None when the file that was being read still stands there.
    /// </summary>
    public static List<(string File, long Offset)> Since(string path, FilePosition left)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder) || Holds(path, left, itself: true))
        {
            return [];
        }

        var name = Path.GetFileName(path);
        var siblings = Directory.EnumerateFiles(folder, name + "*")
            .Where(file => Path.GetFileName(file) != name)
            .Select(file => (File: file, Written: File.GetLastWriteTimeUtc(file)))
            .OrderBy(sibling => sibling.Written)
            .ToList();
        var found = siblings.FindIndex(sibling => Holds(sibling.File, left, itself: true));
        found = found >= 0 ? found : siblings.FindIndex(sibling => IsRotated(sibling.File, name) && Holds(sibling.File, left, itself: false));
        return found < 0 ? [] : [
            (siblings[found].File, left.Offset),
            .. siblings.Skip(found + 1).Where(sibling => IsRotated(sibling.File, name) && sibling.Written > siblings[found].Written).Select(sibling => (sibling.File, 0L)),
        ];
    }

    /// <summary>Null when it is not there any more, or may not be read.</summary>
    public static SafeFileHandle? Open(string file)
    {
        try
        {
            return File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool Holds(string path, FilePosition left, bool itself)
    {
        if (FileState.Of(path) is not { } state || (itself ? !left.IsOf(state) : left.Offset == 0))
        {
            return false;
        }

        using var file = Open(path);
        return file is not null && left.Fits(file, state);
    }

    private static bool IsRotated(string file, string name) => Suffix().IsMatch(Path.GetFileName(file)[name.Length..]);

    /// <summary>A number or a date, as logrotate, savelog and the loggers of programs append them.</summary>
    [GeneratedRegex(@"^[._-]?[0-9][0-9T:._-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Suffix();
}
