using System.Text.RegularExpressions;

namespace Watchkeeper.Watches.Sources;

/// <summary>Names of systemd units (systemd.unit(5)).</summary>
internal static partial class UnitName
{
    /// <summary>A name that says no type of unit is a service's, as systemctl takes it. One that is whole already stays as it is.</summary>
    public static string Complete(string name) => name is "*" || name.EndsWith(".*", StringComparison.Ordinal) || WithType().IsMatch(name) ? name : name + ".service";

    /// <summary>
    /// Whether it names one unit: no pattern, of which systemctl would take all that fit, no option, and nothing that only looks like a name because what
    /// was to be filled in is empty.
    /// </summary>
    public static bool IsOne(string name) => name.Length <= 255 && One().IsMatch(name);

    [GeneratedRegex(@"\.(service|socket|target|device|mount|automount|swap|timer|path|slice|scope)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WithType();

    [GeneratedRegex(
        @"^[A-Za-z0-9:_\\]([A-Za-z0-9:_.@\\-]*[A-Za-z0-9:_.\\-])?\.(service|socket|target|device|mount|automount|swap|timer|path|slice|scope)\z",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex One();
}
