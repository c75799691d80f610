using System.Globalization;
using Watchkeeper.Core.Time;
using Watchkeeper.Watches.Conditions;
using Watchkeeper.Watches.Sources;

namespace Watchkeeper.Watches.Probes;

internal static class PathProbe
{
    public static IReadOnlyList<Sample> Ask(PathSource source, Instant now)
    {
        FileSystemInfo there = Directory.Exists(source.Path) ? new DirectoryInfo(source.Path) : new FileInfo(source.Path);
        if (!there.Exists)
        {
            return [new Sample(Reading.Of("missing"), new Dictionary<string, string>())];
        }

        var facts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["age"] = (now - Instant.From(new DateTimeOffset(there.LastWriteTimeUtc))).TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture),
        };
        if (there is FileInfo file)
        {
            facts["size"] = file.Length.ToString(CultureInfo.InvariantCulture);
        }
        else
        {
            facts["count"] = Directory.EnumerateFileSystemEntries(source.Path).Count().ToString(CultureInfo.InvariantCulture);
        }

        return [new Sample(Reading.Of("there"), facts)];
    }
}
