using System.Globalization;
using Watchkeeper.Watches.Conditions;
using Watchkeeper.Watches.Sources;

namespace Watchkeeper.Watches.Probes;

/// <summary>Looks for processes in /proc: by the name of the program (proc(5), <c>comm</c> and the first word of <c>cmdline</c>) or by number.</summary>
internal static class ProcessProbe
{
    public static IReadOnlyList<Sample> Ask(ProcessSource source)
    {
        var found = source.PidFile is { } file ? ByFile(file) : ByName(source.ProcessName!);
        return [new Sample(Reading.Of(found.Count > 0 ? "running" : "gone"), new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["count"] = found.Count.ToString(CultureInfo.InvariantCulture),
            ["pid"] = found.Count > 0 ? found[0].ToString(CultureInfo.InvariantCulture) : "",
        })];
    }

    private static List<int> ByFile(string file)
    {
        if (!File.Exists(file))
        {
            return [];
        }

        return int.TryParse(File.ReadAllText(file).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && IsAlive(number) ? [number] : [];
    }

    private static List<int> ByName(string name)
    {
        var found = new List<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && IsNamed(folder, name) && IsAlive(number))
            {
                found.Add(number);
            }
        }

        return found;
    }

    private static bool IsNamed(string folder, string name)
    {
        try
        {
            // The kernel cuts comm at 15 bytes; the command line tells the rest.
            return File.ReadAllText($"{folder}/comm").TrimEnd('\n') == name
                || Path.GetFileName(File.ReadAllText($"{folder}/cmdline").Split('\0')[0]) == name;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>A zombie is no longer running.</summary>
    private static bool IsAlive(int number)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{number}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..] is not ['Z' or 'X', ..];
        }
        catch (IOException)
        {
            return false;
        }
    }
}
