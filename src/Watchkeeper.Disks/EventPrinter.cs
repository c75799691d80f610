using System.Text.Json;
using Watchkeeper.Core.CommandLine;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Text;

namespace Watchkeeper.Disks;

/// <summary>Events for people: what happened, to which device and where that sits, and what to do; or each as one JSON object.</summary>
internal static class EventPrinter
{
    public static void Print(Invocation invocation, DiskEvent told)
    {
        if (invocation.Json)
        {
            invocation.Out.WriteLine(JsonSerializer.Serialize(told, DisksJson.Default.DiskEvent));
            return;
        }

        var time = told.Time is { } at ? TimeZoneInfo.ConvertTime(at.ToDateTimeOffset(), TimeZoneInfo.Local).ToString("yyyy-MM-dd HH:mm:ss") + " " : "";
        invocation.Out.WriteLine($"{time}{Severities.Name(told.Severity),-9} {told.Type["disks.".Length..]}: {Screen.Clean(told.Message)}");
        if (told.Repeat)
        {
            return;
        }

        if (Place(told) is { Length: > 0 } place)
        {
            invocation.Out.WriteLine($"    {Screen.Clean(place)}");
        }

        if (told is { Advice: { } advice, Severity: <= Severity.Error })
        {
            invocation.Out.WriteLine($"    {advice}");
        }
    }

    /// <summary>The identity that stays, the chain from disk to filesystem, and the way to the disk: <c>naa.5000c5…; sda → sda1 → md0; sata, port ata3</c>.</summary>
    internal static string Place(DiskEvent told)
    {
        string[] chain = [.. told.Below.Reverse().Select(Name), told.Device, .. told.Above.Select(Name)];
        return string.Join("; ", ((string?[])[
            told.Wwid,
            chain.Length > 1 ? string.Join(" → ", chain) : null,
            told.Transport is { } transport ? string.Join(", ", [transport.Kind, .. transport.Facts.Select(fact => $"{fact.Key.Replace('_', ' ')} {fact.Value}")]) : null,
        ]).OfType<string>());
    }

    /// <summary>A map by the name that its owner gave it.</summary>
    private static string Name(DeviceName device) => device.Path.StartsWith("/dev/mapper/", StringComparison.Ordinal) ? device.Path["/dev/mapper/".Length..] : device.Name;
}
