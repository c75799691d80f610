using Watchkeeper.Metrics.Statsd;

namespace Watchkeeper.Tests.Metrics.Statsd;

/// <summary>The values of timers until the next flush.</summary>
public sealed class GatheredNumbersTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(512)]
    [InlineData(513)]
    [InlineData(5000)]
    public void Numbers_come_back_in_their_order_also_from_pieces_that_were_used_before(int count)
    {
        var pieces = new NumberPieces();
        var numbers = new GatheredNumbers(pieces);
        for (var round = 0; round < 3; round++)
        {
            var expected = Enumerable.Range(round * 100_000, count).Select(i => (double)i).ToArray();
            Array.ForEach(expected, numbers.Add);
            var copy = new double[numbers.Count];
            numbers.CopyTo(copy);

            Assert.Equal(expected, copy);
            Assert.Equal(expected, numbers);
            numbers.Clear();
            Assert.Empty(numbers);
        }
    }

    [Fact]
    public void What_one_gave_back_another_takes_and_what_nobody_needed_goes()
    {
        var pieces = new NumberPieces();
        var (busy, other) = (new GatheredNumbers(pieces), new GatheredNumbers(pieces));
        Fill(busy);
        busy.Clear();
        pieces.Trim();
        var before = GC.GetAllocatedBytesForCurrentThread();

        Fill(other);
        var used = GC.GetAllocatedBytesForCurrentThread() - before;
        other.Clear();
        pieces.Trim();
        pieces.Trim();
        before = GC.GetAllocatedBytesForCurrentThread();
        Fill(busy);

        Assert.InRange(used, 0, 40_000);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 400_000, 500_000);

        static void Fill(GatheredNumbers numbers)
        {
            for (var i = 0; i < 51_200; i++)
            {
                numbers.Add(i);
            }
        }
    }
}
