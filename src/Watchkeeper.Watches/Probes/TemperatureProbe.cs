using System.Globalization;
using Watchkeeper.Watches.Conditions;
using Watchkeeper.Watches.Sources;

namespace Watchkeeper.Watches.Probes;

/// <summary>Sensors of the hardware monitors (<c>/sys/class/hwmon/hwmon*/temp*_input</c> and <c>_crit</c>, in thousandths of a degree).</summary>
internal static class TemperatureProbe
{
    /// <param name="root">Where sysfs is mounted.</param>
    public static IReadOnlyList<Sample> Ask(string root)
    {
        var folder = Path.Combine(root, "class/hwmon");
        if (!Directory.Exists(folder))
        {
            return Sample.Unknown("this host has no sensors");
        }

        var samples = Directory.EnumerateDirectories(folder).SelectMany(OfChip).ToList();
        return samples.Count > 0 ? samples : Sample.Unknown("no sensor of this host names its critical temperature");
    }

    private static IEnumerable<Sample> OfChip(string chip)
    {
        foreach (var limit in Directory.EnumerateFiles(chip, "temp*_crit"))
        {
            var sensor = limit[..^"_crit".Length];

            // A sensor that is asleep cannot be read, and one without a limit names none, or one that no silicon has.
            if (Read(limit) is not { } critical || critical is < 30 or > 200 || Read(sensor + "_input") is not { } celsius)
            {
                continue;
            }

            yield return new Sample(Reading.Of(critical - celsius), new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["chip"] = Text(Path.Combine(chip, "name")) ?? Path.GetFileName(chip),
                ["sensor"] = Text(sensor + "_label") ?? Path.GetFileName(sensor),
                ["celsius"] = celsius.ToString("0.#", CultureInfo.InvariantCulture),
                ["critical"] = critical.ToString("0.#", CultureInfo.InvariantCulture),
            });
        }
    }

    private static double? Read(string file) =>
        Text(file) is { } text && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var thousandths) ? thousandths / 1000.0 : null;

    private static string? Text(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
