using Watchkeeper.Core.Time;

namespace Watchkeeper.Canaries.Schedules;

/// <summary>A crontab line or a systemd calendar expression in a time zone: a report is expected each time that it names.</summary>
internal sealed class CalendarSchedule : Schedule
{
    /// <summary>How many of the coming times a preview lists.</summary>
    private const int PreviewRows = 10;

    private readonly CalendarPattern _pattern;
    private readonly Zone _zone;

    public CalendarSchedule(string text, CalendarPattern pattern, Zone zone)
        : base(text)
    {
        _pattern = pattern;
        _zone = zone;
    }

    public override bool FollowsCalendar => true;

    public override Instant? Deadline(Instant whence) => NextSecond(WallTime.Second(whence)) is { } second ? WallTime.FromSecond(second) : null;

    public override IReadOnlyList<Period> Preview(Instant from)
    {
        var periods = new List<Period>();
        var start = Deadline(from);
        while (start is { } time && periods.Count < PreviewRows && Deadline(time) is { } end)
        {
            periods.Add(new Period(time, end, (end - time).TotalSeconds));
            start = end;
        }

        return periods;
    }

    /// <summary>The first second after this one, both in UTC.</summary>
    private long? NextSecond(long after)
    {
        var stretch = _zone.At(after);
        var from = after + 1 + stretch.Offset;
        if (!_pattern.Recurring && stretch.Start != long.MinValue)
        {
            from = Math.Max(from, FirstFreshLocal(stretch));
        }

        while (true)
        {
            var limit = stretch.End == long.MaxValue ? long.MaxValue : stretch.End + stretch.Offset;
            if (_pattern.Next(from, limit) is { } local)
            {
                return local - stretch.Offset;
            }

            if (_zone.After(stretch) is not { } next)
            {
                return null;
            }

            // What the local clock skips, a job of fixed times makes up for at once.
            var skippedUntil = next.Start + next.Offset;
            if (!_pattern.Recurring && skippedUntil > limit && _pattern.Next(limit, skippedUntil) is not null)
            {
                return next.Start;
            }

            // A pattern that skips years is not searched again in each stretch until then.
            from = _pattern.Recurring ? skippedUntil : FirstFreshLocal(next);
            stretch = next;
            if (_pattern.Next(from, long.MaxValue) is not { } far)
            {
                return null;
            }

            var there = _zone.At(far - stretch.Offset);
            if (there.Index > stretch.Index + 1 && _zone.At(there.Start - 1) is var before && before.Index > stretch.Index)
            {
                (stretch, from) = (before, Math.Max(from, before.Start + before.Offset));
            }
        }
    }

    /// <summary>The first local second of a stretch that the one before it did not have already.</summary>
    private long FirstFreshLocal(Stretch stretch) =>
        stretch.Start + Math.Max(stretch.Offset, _zone.At(stretch.Start - 1).Offset);
}
