using System.Globalization;
using System.Text;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Collectors;

/// <summary>
/// Temperatures: <c>/sys/class/hwmon/*/temp*_input</c> and <c>/sys/class/thermal/thermal_zone*/temp</c>, both thousandths of a degree Celsius.
/// Sensors come and go with drivers, so the folders are looked through again every few minutes.
/// </summary>
internal sealed class TemperatureCollector(HostRoots roots, SeriesSource source) : Collector("temperatures")
{
    private const int TicksBetweenSearches = 60;

    private static readonly MetricFamily Hwmon =
        MetricFamily.Gauge("node_hwmon_temp_celsius", "Hardware monitor for temperature (input)");

    private static readonly MetricFamily Zone = MetricFamily.Gauge("node_thermal_zone_temp", "Zone temperature in Celsius");

    private static readonly MetricFamily ChipName =
        MetricFamily.Gauge("node_hwmon_chip_names", "Annotation metric for human-readable chip names").Detail;

    private readonly List<LiveSeries?> _chips = [];
    private readonly Dictionary<string, Sensor> _sensors = new(StringComparer.Ordinal);
    private int _ticks;

    public override void Collect(SampleBatch batch)
    {
        if (_ticks++ % TicksBetweenSearches == 0)
        {
            Search();
        }

        foreach (var chip in _chips)
        {
            batch.Add(chip, 1);
        }

        foreach (var sensor in _sensors.Values)
        {
            // A sensor that is asleep or unplugged answers with an error: it has no temperature then.
            var thousandths = Fields.Single(sensor.File.TryRead(out _).TrimEnd((byte)'\n'));
            if (!double.IsNaN(thousandths))
            {
                batch.Add(sensor.Series, thousandths / 1000);
            }
        }
    }

    private void Search()
    {
        _chips.Clear();
        foreach (var folder in Folders("hwmon", "hwmon*"))
        {
            if (HwmonNames.Text($"{folder}/name") is { Length: > 0 } name)
            {
                _chips.Add(source.Get(ChipName, ("chip", HwmonNames.Chip(folder)), ("chip_name", HwmonNames.Clean(name))));
            }

            foreach (var file in Directory.EnumerateFiles(folder, "temp*_input"))
            {
                var sensor = Path.GetFileName(file)[..^"_input".Length];
                Keep(file, () => source.Get(Hwmon, ("chip", HwmonNames.Chip(folder)), ("sensor", sensor)));
            }
        }

        foreach (var folder in Folders("thermal", "thermal_zone*"))
        {
            var zone = Path.GetFileName(folder)["thermal_zone".Length..];
            Keep($"{folder}/temp", () => source.Get(Zone, ("zone", zone), ("type", HwmonNames.Text($"{folder}/type"))));
        }
    }

    private IEnumerable<string> Folders(string kind, string pattern)
    {
        var folder = $"{roots.Sys}/class/{kind}";
        return Directory.Exists(folder) ? Directory.EnumerateFileSystemEntries(folder, pattern).Order(StringComparer.Ordinal) : [];
    }

    private void Keep(string file, Func<LiveSeries?> make)
    {
        if (!_sensors.ContainsKey(file))
        {
            _sensors.Add(file, new(new ProcFile(file, 64), make()));
        }
    }

    private sealed record Sensor(ProcFile File, LiveSeries? Series);
}

/// <summary>What node_exporter calls a chip: the bus and the device that it hangs on, or else its own name.</summary>
internal static class HwmonNames
{
    public static string Chip(string folder)
    {
        var device = Target($"{folder}/device");
        if (device is not null)
        {
            var bus = Target($"{folder}/device/subsystem");
            var name = Clean(Path.GetFileName(device));
            return bus is null ? name : $"{Clean(Path.GetFileName(bus))}_{name}";
        }

        var own = Text($"{folder}/name");
        return own.Length > 0 ? Clean(own) : Clean(Path.GetFileName(folder));
    }

    public static string Text(string file)
    {
        var text = new ProcFile(file, 256);
        return Encoding.UTF8.GetString(text.TryRead(out _)).Trim();
    }

    private static string? Target(string link) =>
        Directory.Exists(link) ? new DirectoryInfo(link).ResolveLinkTarget(returnFinalTarget: true)?.FullName : null;

    public static string Clean(string name)
    {
        var clean = new StringBuilder(name.Length);
        foreach (var c in name)
        {
            clean.Append(char.IsAsciiLetterOrDigit(c) || c == ':' ? char.ToLower(c, CultureInfo.InvariantCulture) : '_');
        }

        return clean.ToString().Trim('_');
    }
}
