using Watchkeeper.Canaries;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Tests.Canaries;

/// <summary>Which windows there are, and when they end.</summary>
public sealed class MaintenanceWindowTests
{
    [Theory]
    [InlineData("Sun 02:00 for 3h", "2026-11-22T01:59:59Z", null)]
    [InlineData("Sun 02:00 for 3h", "2026-11-22T02:00:00Z", "2026-11-22T05:00:00Z")]
    [InlineData("Sun 02:00 for 3h", "2026-11-22T04:59:59Z", "2026-11-22T05:00:00Z")]
    [InlineData("Sun 02:00 for 3h", "2026-11-22T05:00:00Z", null)]
    [InlineData("0 2 * * sun Europe/Paris for 1h", "2026-11-22T01:30:00Z", "2026-11-22T02:00:00Z")]
    [InlineData("*/5 9-17 * * mon-fri for 10m", "2026-11-20T17:56:00Z", "2026-11-20T18:00:00Z")]
    public void A_maintenance_window_has_a_beginning_and_an_end(string text, string time, string? end) =>
        Assert.Equal(end, MaintenanceWindow.Read(text, out _)!.EndAt(Instant.From(DateTimeOffset.Parse(time)))?.ToString());

    [Theory]
    [InlineData("Sun 02:00")]
    [InlineData("3600 for 1h")]
    [InlineData("sometime for 1h")]
    [InlineData("Sun 02:00 for 60d")]
    [InlineData("* * * * * for 1h")]
    [InlineData("00:00 for 24h")]
    [InlineData("Sun 02:00 for 7d")]
    [InlineData("0 0 1 * * for 31d")]
    public void Windows_that_are_none_are_refused(string text)
    {
        Assert.Null(MaintenanceWindow.Read(text, out var error));
        Assert.NotEmpty(error!);
    }
}
