using FsCheck;
using FsCheck.Fluent;
using Watchkeeper.Watches.Conditions;

namespace Watchkeeper.Tests.Watches;

/// <summary>Made-up histories, and one of each condition over windows of ten microseconds.</summary>
internal static class Histories
{
    public static readonly TimeSpan Ten = TimeSpan.FromMicroseconds(10);

    /// <summary>Long enough after any history for every deadline to have come.</summary>
    public const int End = 100_000;

    public static Arbitrary<Step[]> Steps { get; } = Arb.From(
        Gen.ArrayOf(
            from delay in Gen.Choose(0, 7)
            from key in Gen.Elements("a", "b")
            from second in Gen.Elements(false, false, true)
            from value in Gen.Elements("0", "1", "1", "2", "5", "9", "?")
            select new Step(delay, key, second, value)));

    public static IReadOnlyList<Condition> Conditions { get; } =
    [
        new EveryMatch(),
        new CountWithin(3, Ten),
        new FollowedBy(Ten),
        new NotFollowedBy(Ten),
        new Silence(Ten),
        new Holds(new Test { Is = ["1"] }) { For = Ten },
        new Holds(new Test { Above = [Bound(1), Bound(4)], Hysteresis = 1 }) { For = Ten, ClearFor = TimeSpan.FromMicroseconds(4), Forget = 3 * Ten },
        new StaysUnknown(Ten),
        new Changes(),
        new Flaps(3, Ten),
        new Increases(4, Ten),
        new Lingers(new CountWithin(2, Ten), Ten),
        new Lingers(new NotFollowedBy(Ten), Ten),
    ];

    private static Level Bound(int bound) => new(Quantity.Of(bound), bound > 2 ? Watchkeeper.Core.Events.Severity.Error : Watchkeeper.Core.Events.Severity.Warning);
}
