using Watchkeeper.Canaries.Schedules;

namespace Watchkeeper.Canaries;

/// <summary>What a user asks a canary to be; what is null stays as it is, or takes its default where the canary is new.</summary>
internal sealed record CanaryRequest
{
    public string? Name { get; init; }

    public Schedule? Schedule { get; init; }

    public string? Description { get; init; }

    public IReadOnlyList<string>? Emails { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    public IReadOnlyList<MaintenanceWindow>? Maintenance { get; init; }

    public TimeSpan? Grace { get; init; }

    /// <summary>Zero takes the limit away.</summary>
    public TimeSpan? MaxDuration { get; init; }

    public int? AlertAfter { get; init; }

    /// <summary>Zero ends the repeats.</summary>
    public TimeSpan? Repeat { get; init; }

    /// <summary>The settings of a new canary; name and schedule must be there.</summary>
    public CanarySettings ToSettings(CanariesOptions options)
    {
        var schedule = Schedule!;
        var blank = new CanarySettings
        {
            Name = Name!,
            Slug = Slug.Of(Name!),
            Schedule = schedule,
            Grace = schedule.FollowsCalendar ? options.CalendarGrace : options.Grace,
        };
        return Apply(blank);
    }

    /// <summary>The settings after the change; the same object where nothing changed. Addresses are compared as a set, as Coal Mine does.</summary>
    public CanarySettings Apply(CanarySettings settings)
    {
        var after = settings with
        {
            Name = Name ?? settings.Name,
            Slug = Name is null || Name == settings.Name ? settings.Slug : Slug.Of(Name),
            Schedule = Schedule is null || SameSchedule(Schedule, settings.Schedule) ? settings.Schedule : Schedule,
            Description = Description ?? settings.Description,
            Emails = Emails is null || Emails.ToHashSet().SetEquals(settings.Emails) ? settings.Emails : Emails,
            Tags = Tags is null || Tags.SequenceEqual(settings.Tags) ? settings.Tags : Tags,
            Maintenance = Maintenance is null || Maintenance.SequenceEqual(settings.Maintenance) ? settings.Maintenance : Maintenance,
            Grace = Grace ?? settings.Grace,
            MaxDuration = MaxDuration is null ? settings.MaxDuration : MaxDuration == TimeSpan.Zero ? null : MaxDuration,
            AlertAfter = AlertAfter ?? settings.AlertAfter,
            Repeat = Repeat is null ? settings.Repeat : Repeat == TimeSpan.Zero ? null : Repeat,
        };
        return after == settings ? settings : after;
    }

    private static bool SameSchedule(Schedule one, Schedule other) =>
        one is PeriodSchedule first && other is PeriodSchedule second ? first.Seconds == second.Seconds : one.Text == other.Text;
}
