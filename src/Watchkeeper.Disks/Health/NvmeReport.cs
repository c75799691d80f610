using Watchkeeper.Core.Events;

namespace Watchkeeper.Disks.Health;

/// <summary>What <c>nvme smart-log DEVICE -o json</c> says: the log page "SMART / Health Information" of the NVMe base specification.</summary>
internal static class NvmeReport
{
    public const string Program = "nvme";

    private const int TooHot = 1 << 1;

    /// <summary>The bits of the critical warning that mean a failing drive.</summary>
    private static readonly (int Bit, string Reason)[] Failures =
    [
        (1 << 0, "its spare blocks run out"),
        (1 << 2, "it is no longer reliable"),
        (1 << 3, "it became read-only"),
        (1 << 4, "the backup of its memory failed"),
        (1 << 5, "its persistent memory became read-only"),
    ];

    private static readonly HealthFigure MediaErrors = new("media errors", "smart-sectors", Severity.Error, TellsAtOnce: true);

    public static string[] Arguments(string path) => ["smart-log", path, "-o", "json"];

    /// <summary>Null when the controller did not answer.</summary>
    public static HealthReading? Read(string text)
    {
        // Later versions give the warning as an object, with its bits named beside the value.
        if (HealthReading.Parse(text) is not { } report
            || (HealthReading.Number(HealthReading.At(report, "critical_warning")) ?? HealthReading.Number(HealthReading.At(report, "critical_warning", "value"))) is not { } warning)
        {
            return null;
        }

        var figures = new Dictionary<HealthFigure, long>();
        if (HealthReading.Number(HealthReading.At(report, "media_errors")) is { } errors)
        {
            figures[MediaErrors] = errors;
        }

        var failures = Failures.Where(failure => (warning & failure.Bit) != 0).Select(failure => failure.Reason).ToList();
        return new HealthReading(failures.Count > 0 ? string.Join(" and ", failures) : null, (warning & TooHot) != 0, figures);
    }
}
