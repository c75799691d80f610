using System.Globalization;
using System.Text.RegularExpressions;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Uptime.Endings;

/// <summary>
/// The kernel's last words in persistent storage: <c>/sys/fs/pstore/dmesg-*</c>, or where systemd-pstore moved them, <c>/var/lib/systemd/pstore/*/dmesg.txt</c>.
/// A record begins with a line like <c>Panic#2 Part1</c>; part 1 is the end of the log.
/// </summary>
internal static partial class Pstore
{
    /// <summary>The log's times run on another clock than the daemon's and start a moment later.</summary>
    private static readonly TimeSpan Earlier = TimeSpan.FromSeconds(5);

    /// <summary>A machine may hang for some time, unrecorded, before it panics.</summary>
    private static readonly TimeSpan Later = TimeSpan.FromMinutes(10);

    private static readonly EnumerationOptions Accessible = new() { RecurseSubdirectories = true, IgnoreInaccessible = true };

    /// <summary>
    /// The lines of the record that ends a boot whose last flight was recorded at <paramref name="lastRecord"/>: the one whose times end there. Times are
    /// compared in the boot's own time, so a wall clock that was wrong does no harm; <paramref name="suspended"/> is what the log's clock left out. A record
    /// from before <paramref name="notBefore"/> is an older crash's; null where the boot's clock was wrong.
    /// </summary>
    public static IReadOnlyList<KernelLine> Find(string root, Instant? notBefore, TimeSpan lastRecord, TimeSpan suspended)
    {
        IReadOnlyList<KernelLine> found = [];
        foreach (var lines in Records(root, notBefore).Select(text => Parse(text, suspended)))
        {
            // A boot may leave several: an oops that it survived, and the panic that it did not.
            var last = LastOf(lines);
            if (last >= lastRecord - Earlier && last <= lastRecord + Later && (LastOf(found) is not { } newest || last > newest))
            {
                found = lines;
            }
        }

        return found;
    }

    private static TimeSpan? LastOf(IReadOnlyList<KernelLine> lines) => lines.LastOrDefault(line => line.At is not null)?.At;

    /// <summary>Reads a record's lines; syslog prefixes (<c>&lt;6&gt;</c>) and headers are left out.</summary>
    public static IReadOnlyList<KernelLine> Parse(string text, TimeSpan suspended) =>
    [
        .. text.Split('\n')
            .Select(line => LinePattern().Match(line.TrimEnd('\r')))
            .Where(match => match.Success)
            .Select(match => new KernelLine(
                TimeSpan.FromSeconds(double.Parse(match.Groups["at"].Value, CultureInfo.InvariantCulture)) + suspended, match.Groups["text"].Value, "pstore")),
    ];

    private static IEnumerable<string> Records(string root, Instant? notBefore)
    {
        var moved = Path.Combine(root, "var/lib/systemd/pstore");
        foreach (var folder in Folders(moved).OrderDescending(StringComparer.Ordinal))
        {
            foreach (var whole in Directory.EnumerateFiles(folder, "dmesg.txt", Accessible))
            {
                if (Read(whole, notBefore) is { } text)
                {
                    yield return text;
                }
            }
        }

        foreach (var record in Joined(Files(Path.Combine(root, "sys/fs/pstore")), notBefore))
        {
            yield return record;
        }
    }

    /// <summary>
    /// The files of each record put together: they have one kind and one number (<c>Panic#2</c>), part 1 is the end of the log, and a part that is there
    /// already belongs to a record of another boot. A file without a header is a record by itself.
    /// </summary>
    private static IEnumerable<string> Joined(IEnumerable<string> files, Instant? notBefore)
    {
        var records = new List<(string Name, SortedDictionary<int, string> Parts)>();
        foreach (var file in files.OrderByDescending(file => file, StringComparer.Ordinal))
        {
            if (Read(file, notBefore) is not { } text)
            {
                continue;
            }

            var header = HeaderPattern().Match(text);
            var (name, part) = header.Success
                ? (header.Groups["record"].Value, int.Parse(header.Groups["part"].Value, CultureInfo.InvariantCulture))
                : (file, 1);
            var record = records.Find(record => record.Name == name && !record.Parts.ContainsKey(part));
            if (record.Parts is null)
            {
                records.Add(record = (name, []));
            }

            record.Parts.Add(part, text);
        }

        return records.Select(record => string.Join('\n', record.Parts.Values.Reverse()));
    }

    private static string[] Folders(string path)
    {
        try
        {
            return Directory.Exists(path) ? Directory.GetDirectories(path) : [];
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string[] Files(string path)
    {
        try
        {
            return Directory.Exists(path) ? [.. Directory.GetFiles(path, "dmesg-*").Where(file => !file.EndsWith(".z", StringComparison.Ordinal))] : [];
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string? Read(string file, Instant? notBefore)
    {
        try
        {
            return notBefore is null || Instant.From(new DateTimeOffset(File.GetLastWriteTimeUtc(file))) >= notBefore ? File.ReadAllText(file) : null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^(<[0-9]+>)?\[ *(?<at>[0-9]{1,10}\.[0-9]{1,9})\](\[ *[TC][0-9]+\])? (?<text>.*)$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LinePattern();

    [GeneratedRegex(@"\A(====.*\n)?(?<record>[A-Za-z ]+#[0-9]+) Part(?<part>[0-9]{1,6})", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HeaderPattern();
}
