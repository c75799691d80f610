using System.Text;
using System.Text.RegularExpressions;

namespace Watchkeeper.Metrics.Collectors;

/// <summary>A mounted filesystem.</summary>
internal sealed record Mount(string Device, string Point, string Type, bool ReadOnly);

/// <summary>Reads the kernel's list of mounts (fstab's format: spaces and the like as octal escapes).</summary>
internal static class Mounts
{
    public static IReadOnlyList<Mount> Parse(ReadOnlySpan<byte> text)
    {
        var mounts = new List<Mount>();
        var lines = new Fields(text);
        while (!lines.AtEnd)
        {
            var fields = new Fields(lines.Line());
            var (device, point, type) = (Unescape(fields.Word()), Unescape(fields.Word()), Unescape(fields.Word()));
            var options = fields.Word();
            if (point.Length > 0 && type.Length > 0)
            {
                mounts.Add(new(device, point, type, options.SequenceEqual("ro"u8) || options.StartsWith("ro,"u8)));
            }
        }

        return mounts;
    }

    private static string Unescape(ReadOnlySpan<byte> word)
    {
        if (!word.Contains((byte)'\\'))
        {
            return Encoding.UTF8.GetString(word);
        }

        var plain = new byte[word.Length];
        var length = 0;
        for (var i = 0; i < word.Length; i++)
        {
            if (word[i] == '\\' && i + 3 < word.Length && word.Slice(i + 1, 3).IndexOfAnyExceptInRange((byte)'0', (byte)'7') < 0)
            {
                plain[length++] = (byte)(((word[i + 1] - '0') << 6) | ((word[i + 2] - '0') << 3) | (word[i + 3] - '0'));
                i += 3;
            }
            else
            {
                plain[length++] = word[i];
            }
        }

        return Encoding.UTF8.GetString(plain, 0, length);
    }
}

/// <summary>Which filesystems are kept: what an include names, if there are any, and no exclude names. Expressions match the whole text.</summary>
internal sealed partial record FilesystemFilter(
    IReadOnlyList<string> IncludeMountPoints,
    IReadOnlyList<string> ExcludeMountPoints,
    IReadOnlyList<string> IncludeTypes,
    IReadOnlyList<string> ExcludeTypes,
    IReadOnlyList<string> IncludeDevices,
    IReadOnlyList<string> ExcludeDevices)
{
    private const string NoPoints = "/(dev|proc|run/credentials/.+|sys|var/lib/docker/.+|var/lib/containers/storage/.+)(/.*)?";

    private const string NoTypes =
        "autofs|binfmt_misc|bpf|cgroup2?|configfs|debugfs|devpts|devtmpfs|fusectl|hugetlbfs|iso9660|mqueue|"
        + "nsfs|overlay|proc|procfs|pstore|rpc_pipefs|securityfs|selinuxfs|squashfs|erofs|sysfs|tracefs";

    public static FilesystemFilter Default { get; } = new([], [NoPoints], [], NoTypes.Split('|'), [], []);

    private readonly Rule _points = new(IncludeMountPoints, ExcludeMountPoints);
    private readonly Rule _types = new(IncludeTypes, ExcludeTypes);
    private readonly Rule _devices = new(IncludeDevices, ExcludeDevices);

    public bool Keeps(Mount mount) => _points.Keeps(mount.Point) && _types.Keeps(mount.Type) && _devices.Keeps(mount.Device);

    [GeneratedRegex($"^(?:{NoPoints})\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex UsualPoints { get; }

    [GeneratedRegex($"^(?:{NoTypes})\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex UsualTypes { get; }

    private sealed class Rule(IReadOnlyList<string> include, IReadOnlyList<string> exclude)
    {
        // Made at the first tick, and the usual ones with the program: building them takes 20 ms that the start of the daemon can do without.
        private readonly Lazy<Predicate<string>?> _include = new(() => One(include));
        private readonly Lazy<Predicate<string>?> _exclude = new(() => One(exclude));

        public bool Keeps(string text) => _include.Value?.Invoke(text) != false && _exclude.Value?.Invoke(text) != true;

        private static Predicate<string>? One(IReadOnlyList<string> expressions) =>
            expressions.Count == 0 ? null
            : expressions.SequenceEqual(Default.ExcludeMountPoints) ? UsualPoints.IsMatch
            : expressions.SequenceEqual(Default.ExcludeTypes) ? UsualTypes.IsMatch
            : new Series.Re2(string.Join('|', expressions.Select(expression => $"(?:{expression})"))).IsMatch;
    }
}
