using Watchkeeper.Core.Diagnostics;
using Watchkeeper.Tests.Core.Time;

namespace Watchkeeper.Tests.Core.Diagnostics;

public sealed class PulseTests
{
    private readonly FakeHostClock _clock = new();

    [Fact]
    public void A_loop_is_overdue_when_its_rest_and_its_allowance_are_over()
    {
        var pulse = new Pulse("x", _clock, TimeSpan.FromSeconds(10));

        pulse.Rest(TimeSpan.FromMinutes(1));
        _clock.Advance(TimeSpan.FromSeconds(70));
        Assert.Null(pulse.Overdue);

        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(TimeSpan.FromSeconds(5), pulse.Overdue);

        pulse.Beat();
        Assert.Null(pulse.Overdue);
    }

    [Fact]
    public void A_loop_that_never_begins_is_overdue_too()
    {
        var pulse = new Pulse("x", _clock);

        _clock.Advance(TimeSpan.FromSeconds(31));

        Assert.Equal(TimeSpan.FromSeconds(1), pulse.Overdue);
    }

    [Fact]
    public void A_loop_may_wait_until_it_is_woken_however_long_that_takes()
    {
        var pulse = new Pulse("x", _clock);

        pulse.Rest(TimeSpan.MaxValue);
        _clock.Advance(TimeSpan.FromDays(3000));

        Assert.Null(pulse.Overdue);
    }

    [Fact]
    public void A_host_that_was_suspended_accuses_nobody()
    {
        var pulse = new Pulse("x", _clock);

        _clock.Suspend(TimeSpan.FromHours(8));

        Assert.Null(pulse.Overdue);
    }
}
