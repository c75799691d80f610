using System.Runtime.InteropServices;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Canaries.Schedules;

/// <summary>
/// Coal Mine's varying periodicity: directives <c>min hour dom month dow seconds</c> joined by semicolons, in UTC; where none applies, no report is
/// expected. A deadline never skips a stretch in which reports are expected.
/// </summary>
internal sealed class VaryingSchedule : Schedule
{
    /// <summary>The preview lists at least a week and, until each directive had its turn, more, but at most so many rows.</summary>
    private const int MostRows = 10_000;

    private readonly Directive[] _directives;
    private readonly DayPlans _plans;

    private VaryingSchedule(string text, Directive[] directives, DayPlans plans)
        : base(text)
    {
        _directives = directives;
        _plans = plans;
    }

    /// <summary>Compiles directives that were read; refuses those that overlap anywhere and those that never apply.</summary>
    public static VaryingSchedule? Read(string text, Directive[] directives, out ScheduleError? error)
    {
        error = directives.FirstOrDefault(directive => !directive.IsPossible) is { } never
            ? new ScheduleError(
                "TypeError",
                $"malformed periodicity: no day of any year matches the schedule entry \"{never.Text}\"",
                $"The directive \"{never.Text}\" never applies: no day of any year matches its day, month and weekday together. Correct one of them.")
            : null;
        return error is null && DayPlans.Compile(directives, out error) is { } plans ? new VaryingSchedule(text, directives, plans) : null;
    }

    public override Instant? Deadline(Instant whence)
    {
        var here = RangeAt(WallTime.Minute(whence));
        if (here.Seconds is not { } seconds)
        {
            return here.IsLast ? null : Starting(here.End + 1);
        }

        var due = WallTime.Add(whence, WallTime.Span(seconds));
        if (here.IsLast || due <= WallTime.FromMinute(here.End))
        {
            return due;
        }

        var next = RangeAt(here.End + 1);
        if (next.Seconds is { } nextSeconds)
        {
            var (start, waited) = (WallTime.FromMinute(next.Start), WallTime.Add(whence, WallTime.Span(nextSeconds)));
            return start > waited ? start : waited;
        }

        return next.IsLast ? null : Starting(next.End + 1);
    }

    /// <summary>Coal Mine's <c>periodicity_schedule</c>: a week, or as long as it takes until each directive has applied, whichever has more rows.</summary>
    public override IReadOnlyList<Period> Preview(Instant from)
    {
        var first = WallTime.Minute(from);
        var week = new List<Period>();
        var lastMinute = Math.Min(first + (7 * 1440), WallTime.LastMinute);
        for (var minute = first; minute < lastMinute;)
        {
            var range = RangeAt(minute);
            week.Add(ToPeriod(range with { End = Math.Min(range.End, lastMinute) }));
            minute = range.IsLast ? lastMinute : range.End + 1;
        }

        var lastTurn = _directives.Max(directive => directive.NextActive(first) ?? first);
        var all = new List<Period>();
        for (var minute = first; minute <= lastTurn && all.Count < MostRows;)
        {
            var range = RangeAt(minute);
            if (range.IsLast)
            {
                break;
            }

            all.Add(ToPeriod(range));
            minute = range.End + 1;
        }

        return all.Count > week.Count ? all : week;
    }

    private static Period ToPeriod(Range range) => new(WallTime.FromMinute(range.Start), WallTime.FromMinute(range.End), range.Seconds);

    private Instant Starting(long minute)
    {
        var place = new Place(minute);
        var plan = _plans.Month(place.Shape).Days[place.Day - 1];
        return WallTime.Add(WallTime.FromMinute(minute), WallTime.Span(plan.Runs[plan.Find(place.MinuteOfDay)].Seconds));
    }

    /// <summary>From a minute to the last one that has the same periodicity, or none.</summary>
    private Range RangeAt(long minute)
    {
        if (_plans.Constant is { } constant)
        {
            return new Range(minute, WallTime.LastMinute, constant);
        }

        var place = new Place(minute);
        var plan = _plans.Month(place.Shape).Days[place.Day - 1];
        var index = plan.Find(place.MinuteOfDay);
        if (index < plan.Runs.Length && plan.Runs[index] is var run && run.Start <= place.MinuteOfDay)
        {
            return new Range(minute, run.End < Run.LastMinute ? place.Midnight + run.End : LastOf(place, run.Seconds), run.Seconds);
        }

        return new Range(minute, index < plan.Runs.Length ? place.Midnight + plan.Runs[index].Start - 1 : GapEnd(place), null);
    }

    /// <summary>The end of a stretch that lasts beyond this midnight.</summary>
    private long LastOf(Place place, double seconds)
    {
        while (place.Year <= DateOnly.MaxValue.Year)
        {
            var month = _plans.Month(place.Shape);
            for (var day = month.Uniform == seconds ? place.Shape.Length : place.Day + 1; day <= place.Shape.Length; day++)
            {
                if (!Continues(month.Days[day - 1], seconds, out var end) || end < Run.LastMinute)
                {
                    return place.MidnightOf(day) + end;
                }
            }

            place = place.NextMonth();
            if (place.Year > DateOnly.MaxValue.Year)
            {
                break;
            }

            if (!Continues(_plans.Month(place.Shape).Days[0], seconds, out var first) || first < Run.LastMinute)
            {
                return place.Midnight + first;
            }
        }

        return WallTime.LastMinute;
    }

    /// <summary>Whether a day begins with this periodicity, and the last minute of the day that has it; -1, the minute before, where it does not.</summary>
    private static bool Continues(DayPlan day, double seconds, out int end)
    {
        var continues = day.Runs.Length > 0 && day.Runs[0].Start == 0 && day.Runs[0].Seconds == seconds;
        end = continues ? day.Runs[0].End : -1;
        return continues;
    }

    private long GapEnd(Place place)
    {
        for (var day = place.Day + 1; place.Year <= DateOnly.MaxValue.Year; day = 1)
        {
            var month = _plans.Month(place.Shape);
            if (day <= place.Shape.Length && month.NextActive(day) is { } active)
            {
                return place.MidnightOf(active) + month.Days[active - 1].Runs[0].Start - 1;
            }

            place = place.NextMonth();
        }

        return WallTime.LastMinute;
    }

    /// <summary>Minutes with one periodicity, both ends included; null seconds are a gap.</summary>
    private readonly record struct Range(long Start, long End, double? Seconds)
    {
        public bool IsLast => End >= WallTime.LastMinute;
    }

    /// <summary>A minute's place in the calendar.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Place
    {
        public Place(long minute)
        {
            var date = DateOnly.FromDayNumber((int)(minute / 1440));
            (Year, Day, MinuteOfDay) = (date.Year, date.Day, (int)(minute % 1440));
            Shape = new MonthShape(date.Month, DateTime.DaysInMonth(Year, date.Month), (date.DayNumber - Day + 2) % 7);
            Midnight = minute - MinuteOfDay;
        }

        public int Year { get; private init; }

        public int Day { get; private init; }

        public MonthShape Shape { get; private init; }

        public int MinuteOfDay { get; private init; }

        public long Midnight { get; private init; }

        public long MidnightOf(int day) => Midnight + ((day - Day) * 1440L);

        /// <summary>The first of the next month, at midnight.</summary>
        public Place NextMonth()
        {
            var (year, month) = Shape.Month == 12 ? (Year + 1, 1) : (Year, Shape.Month + 1);
            var length = month == 2 && year <= DateOnly.MaxValue.Year ? DateTime.DaysInMonth(year, month) : DateTime.DaysInMonth(2023, month);
            return new Place
            {
                Year = year,
                Day = 1,
                Shape = new MonthShape(month, length, (Shape.FirstWeekday + Shape.Length) % 7),
                Midnight = MidnightOf(Shape.Length + 1),
            };
        }
    }

}
