using System.Runtime.InteropServices;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Collectors;

/// <summary>Which kernel and which distribution runs: <c>/proc/sys/kernel</c> and os-release; the values are always 1.</summary>
internal sealed class HostCollector(HostRoots roots, SeriesSource source) : Collector("host")
{
    private readonly LiveSeries? _uname = source.Get(
        MetricFamily.Gauge("node_uname_info", "Labeled system information as provided by the uname system call."),
        ("sysname", Kernel(roots, "ostype")),
        ("release", Kernel(roots, "osrelease")),
        ("version", Kernel(roots, "version")),
        ("nodename", Kernel(roots, "hostname")),
        ("domainname", Kernel(roots, "domainname")),
        ("machine", Machine));

    private readonly LiveSeries? _os = source.Get(
        MetricFamily.Gauge("node_os_info", "A metric with a constant '1' value labeled by the fields of os-release.").Detail, OsRelease(roots));

    private static string Machine => RuntimeInformation.OSArchitecture switch
    {
        Architecture.X64 => "x86_64",
        Architecture.Arm64 => "aarch64",
        Architecture.Arm => "armv7l",
        var other => other.ToString().ToLowerInvariant(),
    };

    public override void Collect(SampleBatch batch)
    {
        batch.Add(_uname, 1);
        batch.Add(_os, 1);
    }

    private static string Kernel(HostRoots roots, string file) => HwmonNames.Text($"{roots.Proc}/sys/kernel/{file}");

    private static (string Name, string Value)[] OsRelease(HostRoots roots)
    {
        var path = new[] { $"{roots.RootFs}/etc/os-release", $"{roots.RootFs}/usr/lib/os-release" }.FirstOrDefault(File.Exists);
        var fields = path is null ? [] : File.ReadLines(path).Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2)
            .ToDictionary(pair => pair[0].Trim(), pair => pair[1].Trim().Trim('"', '\''), StringComparer.Ordinal);
        string[] names = ["BUILD_ID", "ID", "ID_LIKE", "IMAGE_ID", "IMAGE_VERSION", "NAME", "PRETTY_NAME", "VARIANT", "VARIANT_ID", "VERSION", "VERSION_CODENAME", "VERSION_ID"];
        return [.. names.Select(name => (name.ToLowerInvariant(), fields.GetValueOrDefault(name, "")))];
    }
}
