using Watchkeeper.Core.Time;
using Watchkeeper.Tests.Core.Time;
using Watchkeeper.Watches;

namespace Watchkeeper.Tests.Watches;

public sealed class BootAxisTests
{
    [Fact]
    public void A_clock_set_back_or_forth_moves_it_by_nothing()
    {
        var clock = new FakeHostClock();
        var axis = new BootAxis(clock);
        var before = axis.Now;
        clock.Step(-TimeSpan.FromHours(1));
        Assert.Equal(before, axis.Now);
        clock.Step(TimeSpan.FromHours(5));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(before + 1_000_000, axis.Now);
    }

    [Fact]
    public void A_restart_within_a_boot_goes_on_exactly_whatever_the_clock_says()
    {
        var clock = new FakeHostClock();
        var saved = new BootAxis(clock).Save();
        clock.Advance(TimeSpan.FromSeconds(7));
        clock.Step(-TimeSpan.FromDays(1));
        var again = new BootAxis(clock);
        again.Restore(saved);
        Assert.Equal(saved.Last + 7_000_000, again.Now);
    }

    [Fact]
    public void A_reboot_goes_on_by_the_wall_clock_and_never_back()
    {
        var saved = new BootAxis(new FakeHostClock()).Save();
        var later = new FakeHostClock(new Instant(saved.Last) + TimeSpan.FromHours(2), bootId: Guid.NewGuid());
        var stale = new FakeHostClock(Instant.Epoch, bootId: Guid.NewGuid());
        var (byWall, held) = (new BootAxis(later), new BootAxis(stale));
        byWall.Restore(saved);
        held.Restore(saved);
        Assert.Equal(saved.Last + 7_200_000_000, byWall.Now);
        Assert.Equal(saved.Last, held.Now);
    }
}
