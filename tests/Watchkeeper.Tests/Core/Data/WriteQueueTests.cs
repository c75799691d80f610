using Watchkeeper.Core.Data;
using Watchkeeper.Tests.Core.Time;

namespace Watchkeeper.Tests.Core.Data;

public sealed class WriteQueueTests
{
    private readonly FakeHostClock _clock = new();
    private readonly List<WriteRequest> _batch = [];

    [Fact]
    public void Requests_come_out_in_the_order_in_which_they_came()
    {
        var queue = new WriteQueue(_clock, 10, 10);
        var requests = Enumerable.Range(0, 6).Select(i => Request(i % 2 == 0)).ToList();
        requests.ForEach(request => Assert.Null(queue.Add(request)));

        queue.Take(_batch, 4);
        queue.Return(_batch);
        queue.Take(_batch, 100);

        Assert.Equal(requests, _batch);
    }

    [Fact]
    public void Too_many_patient_requests_push_out_the_oldest_of_them()
    {
        var queue = new WriteQueue(_clock, 2, 10);
        var (first, second, third, durable) = (Request(false), Request(false), Request(false), Request(true));

        Assert.Null(queue.Add(durable));
        Assert.Null(queue.Add(first));
        Assert.Null(queue.Add(second));
        Assert.Same(first, queue.Add(third));

        queue.Take(_batch, 100);
        Assert.Equal([durable, second, third], _batch);
    }

    [Fact]
    public void Too_many_durable_requests_are_refused_themselves()
    {
        var queue = new WriteQueue(_clock, 10, 1);
        var (first, second) = (Request(true), Request(true));

        Assert.Null(queue.Add(first));
        Assert.Same(second, queue.Add(second));
        Assert.Null(queue.Add(Request(false)));
    }

    [Fact]
    public void Only_who_is_not_patient_is_overdue()
    {
        var queue = new WriteQueue(_clock, 10, 10);
        var (early, patient) = (Request(true), Request(false));
        queue.Add(early);
        queue.Add(patient);
        _clock.Advance(TimeSpan.FromSeconds(5));
        queue.Add(Request(true));

        Assert.Equal([early], queue.TakeOverdue(TimeSpan.FromSeconds(5)));
        Assert.Equal(2, queue.Count);
    }

    [Fact]
    public void A_batch_that_is_not_synced_takes_no_durable_request_in()
    {
        var queue = new WriteQueue(_clock, 10, 10);
        var (periodic, durable) = (Request(false), Request(true));
        queue.Add(periodic);
        queue.Add(durable);
        queue.Add(Request(false));

        queue.TakeMore(_batch, 100, durableToo: false);

        Assert.Equal([periodic], _batch);
    }

    [Fact]
    public void A_closed_queue_gives_what_it_has_and_then_ends()
    {
        var queue = new WriteQueue(_clock, 10, 10);
        queue.Add(Request(true));
        queue.Close();
        var late = Request(true);

        Assert.Same(late, queue.Add(late));
        Assert.True(queue.Take(_batch, 100));
        Assert.False(queue.Take(_batch, 100));
    }

    [Fact]
    public void A_request_that_may_wait_goes_with_the_next_that_may_not_in_the_order_in_which_they_came()
    {
        var queue = new WriteQueue(_clock, 10, 10);
        var (before, pressing, after) = (Waiting(TimeSpan.FromHours(1)), Request(false), Waiting(TimeSpan.FromHours(1)));
        queue.Add(before);
        queue.Add(pressing);
        queue.Add(after);

        Assert.True(queue.Take(_batch, 100));

        Assert.Equal([before, pressing, after], _batch);
    }

    [Fact]
    public async Task A_request_that_may_wait_does_not_wake_the_writer_until_something_presses()
    {
        var queue = new WriteQueue(_clock, 10, 10);
        var taking = Task.Run(() => queue.Take(_batch, 100));
        queue.Add(Waiting(TimeSpan.FromHours(1)));
        Assert.NotSame(taking, await Task.WhenAny(taking, Task.Delay(100)));

        queue.Add(Request(true));

        Assert.True(await taking.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(2, _batch.Count);
    }

    [Fact]
    public void A_request_that_has_waited_as_long_as_it_may_goes_by_itself()
    {
        var queue = new WriteQueue(_clock, 10, 10);
        var (soon, late) = (Waiting(TimeSpan.FromMinutes(1)), Waiting(TimeSpan.FromHours(1)));
        queue.Add(late);
        queue.Add(soon);
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.True(queue.Take(_batch, 100));

        Assert.Equal([late, soon], _batch);
    }

    [Fact]
    public async Task The_writer_sleeps_no_longer_than_the_first_of_those_who_wait_may_wait()
    {
        var queue = new WriteQueue(_clock, 10, 10);
        queue.Add(Waiting(TimeSpan.FromHours(1)));
        queue.Add(Waiting(TimeSpan.FromMilliseconds(50)));

        Assert.True(await Task.Run(() => queue.Take(_batch, 100)).WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void A_queue_that_is_closed_gives_what_could_have_waited_at_once()
    {
        var queue = new WriteQueue(_clock, 10, 10);
        queue.Add(Waiting(TimeSpan.FromHours(1)));
        queue.Close();

        Assert.True(queue.Take(_batch, 100));
        Assert.False(queue.Take([], 100));
    }

    [Fact]
    public async Task What_pressed_and_left_the_queue_presses_no_more()
    {
        var queue = new WriteQueue(_clock, 1, 10);
        queue.Add(Request(true));
        queue.Add(Request(false));
        _clock.Advance(TimeSpan.FromSeconds(5));
        queue.TakeOverdue(TimeSpan.FromSeconds(5));
        queue.Add(Waiting(TimeSpan.FromHours(1)));

        var taking = Task.Run(() => queue.Take(_batch, 100));

        Assert.NotSame(taking, await Task.WhenAny(taking, Task.Delay(100)));
        queue.Close();
        Assert.True(await taking.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Single(_batch);
    }

    private WriteRequest<int> Waiting(TimeSpan atMost) => new(_ => 0, Durability.Periodic, _clock.GetTimestamp()) { MayWait = atMost };

    private WriteRequest<int> Request(bool durable) => new(_ => 0, durable ? Durability.Durable : Durability.Periodic, _clock.GetTimestamp());
}
