using FsCheck;
using FsCheck.Fluent;
using Watchkeeper.Core.Time;
using Watchkeeper.Notifications.Channels;
using Watchkeeper.Notifications.Outbox;

namespace Watchkeeper.Tests.Notifications;

public sealed class PaceTests
{
    private static readonly Instant Start = Instant.From(new DateTimeOffset(2026, 11, 20, 8, 0, 0, TimeSpan.Zero));

    [Fact]
    public void A_few_go_out_one_by_one_and_a_crowd_as_one()
    {
        Assert.Equal(AllowanceKind.OneByOne, new Pace().Ask(PaceOptions.Standard, 5, Start).Kind);
        Assert.Equal(AllowanceKind.Gathered, new Pace().Ask(PaceOptions.Standard, 6, Start).Kind);
    }

    [Fact]
    public void What_is_left_of_a_window_goes_out_at_once_and_the_rest_as_one_at_its_end()
    {
        var pace = new Pace().After(PaceOptions.Standard, 1, gathered: false, Start);
        Assert.Equal(Allowance.OneByOne(4), pace.Ask(PaceOptions.Standard, 7, Start + TimeSpan.FromSeconds(1)));

        pace = pace.After(PaceOptions.Standard, 4, gathered: false, Start + TimeSpan.FromSeconds(1));
        var end = Start + TimeSpan.FromMinutes(1);
        Assert.Equal(Allowance.Wait(end), pace.Ask(PaceOptions.Standard, 3, Start + TimeSpan.FromSeconds(1)));
        pace = pace.Owing(PaceOptions.Standard);
        Assert.Equal(Allowance.Gathered, pace.Ask(PaceOptions.Standard, 3, end));
        Assert.Equal(Allowance.OneByOne(1), pace.Ask(PaceOptions.Standard, 1, end));
        Assert.Equal(Allowance.OneByOne(3), pace.Ask(PaceOptions.Standard, 3, end + TimeSpan.FromMinutes(1)));
        Assert.Equal(new Pace(end, 5), pace.After(PaceOptions.Standard, 3, gathered: true, end));
    }

    [Fact]
    public void Without_a_pace_everything_goes_out_by_itself()
    {
        var none = new PaceOptions(0, TimeSpan.FromMinutes(1));
        Assert.Equal(Allowance.OneByOne(1000), new Pace().After(none, 1000, gathered: false, Start).Ask(none, 1000, Start));
    }

    [Fact]
    public void After_a_crowd_everything_waits_for_the_end_of_the_minute()
    {
        var pace = new Pace().After(PaceOptions.Standard, 1000, gathered: true, Start);

        Assert.Equal(Allowance.Wait(Start + TimeSpan.FromMinutes(1)), pace.Ask(PaceOptions.Standard, 1, Start + TimeSpan.FromSeconds(59)));
        Assert.Equal(AllowanceKind.OneByOne, pace.Ask(PaceOptions.Standard, 1, Start + TimeSpan.FromSeconds(60)).Kind);
    }

    [Fact]
    public void A_clock_that_is_set_a_little_keeps_the_window_and_one_that_is_set_by_hours_holds_nothing_up()
    {
        var pace = new Pace().After(PaceOptions.Standard, 1000, gathered: true, Start);

        Assert.Equal(AllowanceKind.Wait, pace.Ask(PaceOptions.Standard, 1, Start - TimeSpan.FromSeconds(5)).Kind);
        Assert.Equal(AllowanceKind.OneByOne, pace.Ask(PaceOptions.Standard, 1, Start - TimeSpan.FromHours(5)).Kind);
    }

    [Fact]
    public void A_storm_is_one_message_a_minute_however_its_events_come() =>
        Prop.ForAll<NonEmptyArray<PositiveInt>>(bursts =>
        {
            var pace = new Pace();
            var (now, waiting, messages) = (Start, 0, new List<Instant>());
            foreach (var burst in bursts.Get.Select(burst => burst.Get * 100).Concat(Enumerable.Repeat(10, 300)))
            {
                waiting += burst;
                var allowance = pace.Ask(PaceOptions.Standard, waiting, now);
                if (allowance.Kind != AllowanceKind.Wait)
                {
                    pace = pace.After(PaceOptions.Standard, waiting, allowance.Kind == AllowanceKind.Gathered, now);
                    messages.Add(now);
                    waiting = 0;
                }

                now += TimeSpan.FromSeconds(1);
            }

            return messages.Zip(messages.Skip(1)).All(pair => pair.Second - pair.First >= TimeSpan.FromMinutes(1));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Retries_come_later_and_later_and_never_all_at_once()
    {
        Assert.Equal(TimeSpan.FromSeconds(5), Backoff.After(1, 0.5));
        Assert.Equal(TimeSpan.FromSeconds(40), Backoff.After(4, 0.5));
        Assert.Equal(TimeSpan.FromMinutes(15), Backoff.After(10_000, 0.5));
        Assert.All(Enumerable.Range(1, 99), attempts => Assert.InRange(Backoff.After(attempts, 1, unreached: true), TimeSpan.Zero, TimeSpan.FromMinutes(1)));
        Assert.Equal(TimeSpan.FromMinutes(15), Backoff.After(200, 0.5, unreached: true));
        Assert.Equal((TimeSpan.FromSeconds(3.75), TimeSpan.FromSeconds(6.25)), (Backoff.After(1, 0), Backoff.After(1, 1)));
    }
}
