using FsCheck;
using FsCheck.Fluent;
using Watchkeeper.Watches.Conditions;

namespace Watchkeeper.Tests.Watches;

/// <summary>Each condition says what a model says that looks at the whole history at once, without state, rings or heaps.</summary>
public sealed class ConditionsAgainstNaiveModelTests
{
    [Fact]
    public void N_within_T() => Holds(new CountWithin(3, Histories.Ten), static (times, _) =>
    {
        var (fired, used) = (new List<string>(), -1);
        for (var i = 0; i < times.Count; i++)
        {
            var inWindow = Enumerable.Range(used + 1, i - used).Count(j => times[j].At >= times[i].At - 10);
            if (inWindow >= 3)
            {
                fired.Add($"{times[i].At} {times[i].Key} Fire");
                used = i;
            }
        }

        return fired;
    });

    [Fact]
    public void A_then_B() => Holds(new FollowedBy(Histories.Ten), static (_, all) =>
    {
        var fired = new List<string>();
        for (var i = 0; i < all.Count; i++)
        {
            var since = all.Take(i).ToList().FindLastIndex(one => one.Second) + 1;
            if (all[i].Second && all.Take(i).Skip(since).Any(one => !one.Second && one.At >= all[i].At - 10))
            {
                fired.Add($"{all[i].At} {all[i].Key} Fire");
            }
        }

        return fired;
    });

    [Fact]
    public void A_without_B() => Holds(new NotFollowedBy(Histories.Ten), static (_, all) =>
    {
        var fired = new List<string>();
        for (var i = 0; i < all.Count; i++)
        {
            if (all[i].Second)
            {
                continue;
            }

            var deadline = all[i].At + 10;
            var answer = all.FindIndex(i, one => one.Second && one.At < deadline);
            if (answer < 0)
            {
                fired.Add($"{deadline} {all[i].Key} Fire");
            }

            // The As that a pair swallows: up to its answer, or to its end.
            var next = answer >= 0 ? answer : all.FindIndex(i, one => one.At >= deadline);
            i = next < 0 ? all.Count : answer >= 0 ? next : next - 1;
        }

        return fired;
    });

    [Fact]
    public void A_value_for_T() => Holds(new Holds(new Test { Is = ["1"] }) { For = Histories.Ten }, static (_, all) =>
    {
        var (edges, raised) = (new List<string>(), false);
        for (var i = 0; i < all.Count; i++)
        {
            if (raised && all[i].Value is not ("1" or "?"))
            {
                edges.Add($"{all[i].At} {all[i].Key} Clear");
                raised = false;
            }

            var start = i;
            while (start > 0 && all[start - 1].Value == "1")
            {
                start--;
            }

            var until = i + 1 < all.Count ? all[i + 1].At : Histories.End;
            var deadline = all[start].At + 10;
            if (!raised && all[i].Value == "1" && deadline <= until && deadline >= all[i].At)
            {
                edges.Add($"{deadline} {all[i].Key} Raise");
                raised = true;
            }
        }

        return edges;
    }, includesUnknown: true);

    [Fact]
    public void A_change() => Holds(new Changes(), static (_, all) =>
        [.. all.Zip(all.Skip(1)).Where(pair => pair.First.Value != pair.Second.Value).Select(pair => $"{pair.Second.At} {pair.Second.Key} Fire")]);

    [Fact]
    public void Silence_for_T() => Prop.ForAll(Histories.Steps, steps =>
    {
        var same = steps.Select(step => step with { Key = "", Value = "1" }).ToArray();
        var times = Times(same).Select(one => one.At).ToList();
        var expected = new List<string>();
        foreach (var (last, next) in times.Prepend(0).Zip(times.Append(int.MaxValue)))
        {
            if (last + 10 <= next)
            {
                expected.Add($"{last + 10}  Raise");
                expected.AddRange(next == int.MaxValue ? [] : [$"{next}  Clear"]);
            }
        }

        Assert.Equal(expected, Feed.Run(new Silence(Histories.Ten), same, Histories.End));
    }).QuickCheckThrowOnFailure();

    private static void Holds(Condition condition, Func<List<Timed>, List<Timed>, List<string>> model, bool includesUnknown = false) =>
        Prop.ForAll(Histories.Steps, steps =>
        {
            var all = Times(steps).Where(one => includesUnknown || one.Value != "?").ToList();
            var expected = all.GroupBy(one => one.Key).SelectMany(one => model([.. one], [.. one])).Order(ByTime).ToList();
            Assert.Equal(expected, Feed.Run(condition, steps, Histories.End).Order(ByTime));
        }).QuickCheckThrowOnFailure();

    private static readonly Comparer<string> ByTime = Comparer<string>.Create(static (left, right) =>
        int.Parse(left.Split(' ')[0]).CompareTo(int.Parse(right.Split(' ')[0])) is not 0 and var byTime ? byTime : string.CompareOrdinal(left, right));

    private static List<Timed> Times(IEnumerable<Step> steps)
    {
        var (time, timed) = (0, new List<Timed>());
        foreach (var step in steps)
        {
            time += step.Delay;
            timed.Add(new Timed(time, step.Key, step.Second, step.Value));
        }

        return timed;
    }

    private sealed record Timed(int At, string Key, bool Second, string Value);
}
