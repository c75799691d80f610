using System.Globalization;
using Watchkeeper.Canaries;
using Watchkeeper.Canaries.Schedules;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Tests.Canaries;

/// <summary>One canary, and a clock that goes as far as a test says.</summary>
public abstract class LifeScene
{
    private protected static readonly Life Life = new([]);

    private protected Moment Now { get; private set; } =
        new(Instant.From(DateTimeOffset.Parse("2026-11-20T12:00:00Z", CultureInfo.InvariantCulture)), TimeSpan.FromHours(1), true);

    private protected static Schedule Read(string text) => ScheduleReader.Read(text, out _)!;

    private protected Canary Create(string schedule, Func<CanarySettings, CanarySettings>? change = null)
    {
        var settings = new CanarySettings { Name = "Backup", Slug = "backup", Schedule = Read(schedule) };
        return Life.Create(1, "abcdefgh", change?.Invoke(settings) ?? settings, paused: false, Now).After;
    }

    private protected Change RingAfter(Canary canary, double seconds)
    {
        Wait(seconds);
        return Life.Ring(canary, Now)!;
    }

    /// <summary>How many seconds from now something is due.</summary>
    private protected double? SecondsTo(Due? due) => (due?.SinceBoot - Now.SinceBoot)?.TotalSeconds;

    private protected void Wait(double seconds) => Now = new Moment(Now.Wall + TimeSpan.FromSeconds(seconds), Now.SinceBoot + TimeSpan.FromSeconds(seconds), true);
}
