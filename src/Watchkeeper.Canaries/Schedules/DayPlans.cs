using System.Numerics;

namespace Watchkeeper.Canaries.Schedules;

/// <summary>
/// The directives of a varying schedule, worked out for every day that can occur: for each <see cref="MonthShape"/> which of a few different days each of
/// its days is, and for each of those its stretches of equal periodicity. Finding the stretch of a minute is then a look-up, and a gap of decades is
/// crossed a month at a step.
/// </summary>
internal sealed class DayPlans
{
    /// <summary>More stretches in all different days together than this are a schedule that nobody writes in earnest.</summary>
    private const int MostRuns = 20_000;

    private readonly MonthPlan[] _months;
    private readonly byte[] _monthOfShape;

    private DayPlans(MonthPlan[] months, byte[] monthOfShape)
    {
        _months = months;
        _monthOfShape = monthOfShape;
        Constant = months.All(month => month.Uniform is { } value && value == months[0].Uniform) ? months[0].Uniform : null;
    }

    /// <summary>The periodicity that applies always, where there is only one and no gap.</summary>
    public double? Constant { get; }

    public MonthPlan Month(MonthShape shape) => _months[_monthOfShape[shape.Index]];

    /// <summary>Works out all days, or finds two directives that apply at the same minute of some day.</summary>
    public static DayPlans? Compile(IReadOnlyList<Directive> directives, out ScheduleError? error)
    {
        var days = new DayCollector(directives);
        var months = new List<MonthPlan>();
        var numbers = new Dictionary<string, byte>(StringComparer.Ordinal);
        var monthOfShape = new byte[MonthShape.Count];
        foreach (var shape in MonthShape.All())
        {
            var plans = days.Collect(shape);
            var key = string.Join(',', plans.Select(plan => plan.Number));
            if (!numbers.TryGetValue(key, out var number))
            {
                number = (byte)months.Count;
                numbers.Add(key, number);
                months.Add(new MonthPlan(plans));
            }

            monthOfShape[shape.Index] = number;
        }

        error = days.Error ?? (days.RunCount > MostRuns
            ? ScheduleError.Malformed($"The schedule has more than {MostRuns} changes over its different days; write it with fewer.")
            : null);
        return error is null ? new DayPlans([.. months], monthOfShape) : null;
    }

    private sealed class DayCollector(IReadOnlyList<Directive> directives)
    {
        private readonly Dictionary<string, DayPlan> _days = new(StringComparer.Ordinal);
        private readonly (int Start, int End)[][] _runs = [.. directives.Select(directive => directive.Runs().ToArray())];

        public ScheduleError? Error { get; private set; }

        public int RunCount { get; private set; }

        public DayPlan[] Collect(MonthShape shape)
        {
            var matches = new uint[directives.Count];
            for (var i = 0; i < matches.Length; i++)
            {
                matches[i] = directives[i].Fields.Days.Match(shape);
            }

            var plans = new DayPlan[shape.Length];
            var active = new List<int>();
            for (var day = 0; day < shape.Length; day++)
            {
                active.Clear();
                for (var i = 0; i < matches.Length; i++)
                {
                    if ((matches[i] >> day & 1) != 0)
                    {
                        active.Add(i);
                    }
                }

                plans[day] = Plan(active);
            }

            return plans;
        }

        private DayPlan Plan(List<int> active)
        {
            var key = string.Join(',', active);
            if (!_days.TryGetValue(key, out var plan))
            {
                plan = new DayPlan(_days.Count, Error is null && RunCount <= MostRuns ? Merge(active) : []);
                _days.Add(key, plan);
                RunCount += plan.Runs.Length;
            }

            return plan;
        }

        private Run[] Merge(List<int> active)
        {
            var all = active.SelectMany(i => _runs[i].Select(run => (run.Start, run.End, Directive: directives[i])))
                .OrderBy(run => run.Start).ToArray();
            var merged = new List<Run>();
            for (var i = 0; i < all.Length; i++)
            {
                var (start, end, directive) = all[i];
                if (i > 0 && start <= all[i - 1].End)
                {
                    Error = Overlap(all[i - 1].Directive, directive, start);
                    return [];
                }

                if (merged.Count > 0 && merged[^1].End == start - 1 && merged[^1].Seconds == directive.Seconds)
                {
                    merged[^1] = merged[^1] with { End = (short)end };
                }
                else
                {
                    merged.Add(new Run((short)start, (short)end, directive.Seconds));
                }
            }

            return [.. merged];
        }

        private static ScheduleError Overlap(Directive one, Directive other, int minute) => new(
            "TypeError",
            $"malformed periodicity: overlapping schedule entries are not allowed: \"{one.Text}\" and \"{other.Text}\"",
            $"The directives \"{one.Text}\" and \"{other.Text}\" overlap (both apply at {minute / 60:D2}:{minute % 60:D2} of the same day); "
            + "change one of them so that each minute belongs to one directive at most.");
    }
}

/// <summary>A stretch of a day with one periodicity; minutes of the day, both ends included.</summary>
internal readonly record struct Run(short Start, short End, double Seconds)
{
    public const int LastMinute = 1439;

    public bool IsWholeDay => Start == 0 && End == LastMinute;
}

/// <summary>A day as the directives shape it: its stretches in order.</summary>
internal sealed class DayPlan(int number, Run[] runs)
{
    public int Number { get; } = number;

    public Run[] Runs { get; } = runs;

    /// <summary>The index of the stretch that contains the minute or, failing that, of the first one after it; the count where there is none.</summary>
    public int Find(int minute)
    {
        var (low, high) = (0, Runs.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Runs[middle].End < minute ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}

/// <summary>A month as the directives shape it.</summary>
internal sealed class MonthPlan
{
    public MonthPlan(DayPlan[] days)
    {
        Days = days;
        Uniform = days[0].Runs is [{ IsWholeDay: true } run] && days.All(day => day.Runs is [{ IsWholeDay: true } other] && other.Seconds == run.Seconds)
            ? run.Seconds
            : null;
        for (var i = 0; i < days.Length; i++)
        {
            Active |= days[i].Runs.Length > 0 ? 1u << i : 0;
        }
    }

    public DayPlan[] Days { get; }

    /// <summary>The days on which any directive applies, the first being bit 0.</summary>
    public uint Active { get; }

    /// <summary>The periodicity of the whole month, where it has only one and no gap.</summary>
    public double? Uniform { get; }

    /// <summary>The first active day (1 to 31) from this one on, or null.</summary>
    public int? NextActive(int day) =>
        (Active & (uint.MaxValue << (day - 1))) is > 0 and var left && day <= 31 ? BitOperations.TrailingZeroCount(left) + 1 : null;
}
