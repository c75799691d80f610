using System.Text.Json;
using Watchkeeper.Core.Events;

namespace Watchkeeper.Disks.Health;

/// <summary>
/// What <c>smartctl -n standby -j -H -A -l error DEVICE</c> says (smartctl(8), option <c>--json</c>): the disk's own judgement, the attributes of ATA disks that
/// count damage, and the counters of SCSI disks.
/// </summary>
internal static class SmartReport
{
    public const string Program = "smartctl";

    /// <summary>ATA attributes whose raw value counts what went wrong. Others (seek errors, hours, temperature) mean something else with each vendor.</summary>
    private static readonly Dictionary<long, HealthFigure> Attributes = new()
    {
        [5] = Sectors("reallocated sectors"),
        [10] = Errors("spin-up retries"),
        [184] = Errors("end-to-end errors"),
        [187] = Sectors("uncorrectable errors"),
        [197] = Sectors("pending sectors"),
        [198] = Sectors("uncorrectable sectors"),
        [199] = Errors("checksum errors on the cable"),
    };

    public static string[] Arguments(string path) => ["-n", "standby", "-j", "-H", "-A", "-l", "error", path];

    /// <summary>Null when the disk sleeps, keeps no such account, or did not answer.</summary>
    public static HealthReading? Read(string text)
    {
        if (HealthReading.Parse(text) is not { } report || HealthReading.At(report, "smart_status", "passed") is not { ValueKind: JsonValueKind.True or JsonValueKind.False } passed)
        {
            return null;
        }

        var figures = new Dictionary<HealthFigure, long>();
        if (HealthReading.At(report, "ata_smart_attributes", "table") is { ValueKind: JsonValueKind.Array } table)
        {
            foreach (var row in table.EnumerateArray())
            {
                if (HealthReading.Number(HealthReading.At(row, "id")) is { } id && Attributes.TryGetValue(id, out var figure))
                {
                    Add(figure, HealthReading.At(row, "raw", "value"));
                }
            }
        }

        Add(Errors("errors in its log"), HealthReading.At(report, "ata_smart_error_log", "summary", "count"));
        Add(Sectors("grown defects"), HealthReading.At(report, "scsi_grown_defect_list"));
        foreach (var direction in (string[])["read", "write", "verify"])
        {
            Add(Sectors($"uncorrected {direction} errors"), HealthReading.At(report, "scsi_error_counter_log", direction, "total_uncorrected_errors"));
        }

        return new HealthReading(passed.GetBoolean() ? null : "its self-assessment failed", Hot: false, figures);

        void Add(HealthFigure figure, JsonElement? value)
        {
            if (HealthReading.Number(value) is { } number)
            {
                figures[figure] = number;
            }
        }
    }

    private static HealthFigure Sectors(string name) => new(name, "smart-sectors", Severity.Error, TellsAtOnce: name is "pending sectors" or "uncorrectable sectors");

    private static HealthFigure Errors(string name) => new(name, "smart-errors", Severity.Warning, TellsAtOnce: false);
}
