using FsCheck;
using FsCheck.Fluent;
using Watchkeeper.Metrics.Store;

namespace Watchkeeper.Tests.Metrics.Store;

/// <summary>A chunk gives every bit back, whatever the values; a damaged one says so.</summary>
public sealed class ChunkTests
{
    private static readonly double[] Strange =
    [
        0, -0.0, double.NaN, BitConverter.Int64BitsToDouble(0x7ff0000000000002), BitConverter.Int64BitsToDouble(unchecked((long)0xfff8000000000123)),
        double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, -double.Epsilon, double.MaxValue, double.MinValue, 1e-9, 123456789.123456789,
        9007199254740992, 9007199254740993, -9007199254740992, 0.1, 0.2, 0.30000000000000004, 1e22, 100,
    ];

    [Fact]
    public void Any_doubles_come_back_bit_by_bit()
    {
        var value = Gen.OneOf(
            Gen.Elements(Strange),
            ArbMap.Default.GeneratorFor<long>().Select(bits => BitConverter.Int64BitsToDouble(bits)),
            Gen.Choose(-1_000_000, 1_000_000).Select(cents => cents / 100.0),
            Gen.Choose(0, int.MaxValue).Select(count => count * 4096.0));
        var values = Gen.OneOf(value.ArrayOf(), Gen.Choose(0, 10_000).Select(n => n / 100.0).ArrayOf());
        Prop.ForAll(values.ToArbitrary(), column => RoundTrips(Enumerable.Range(0, column.Length).Select(i => i * 10_000L).ToArray(), column))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Any_rising_times_come_back()
    {
        var times = ArbMap.Default.GeneratorFor<long>().Select(time => time >> 8).ArrayOf().Select(all => all.Distinct().Order().ToArray());
        Prop.ForAll(times.ToArbitrary(), column => RoundTrips(column, new double[column.Length])).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Three_columns_come_back()
    {
        var chunk = Chunk.Encode(0, [1000, 2000], [1.5, 2.5], [1, 2], [2, 3]);

        using var samples = new ChunkSamples();
        Chunk.Decode(chunk, 0, samples);

        Assert.Equal([[1.5, 2.5], [1, 2], [2, 3]], Enumerable.Range(0, 3).Select(column => samples.Column(column).ToArray()));
    }

    [Fact]
    public void A_damaged_chunk_is_refused_and_never_anything_else()
    {
        var good = Chunk.Encode(0, [.. Enumerable.Range(0, 500).Select(i => i * 10_000L)], [.. Enumerable.Range(0, 500).Select(i => (i * 7919 % 1000) / 10.0)]);
        using var samples = new ChunkSamples();
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var bad = random.Next(4) == 0 ? good[..random.Next(good.Length)] : [.. good];
            for (var flips = random.Next(1, 4); flips > 0 && bad.Length > 0; flips--)
            {
                bad[random.Next(bad.Length)] ^= (byte)(1 << random.Next(8));
            }

            if (!bad.AsSpan().SequenceEqual(good))
            {
                Assert.Throws<InvalidDataException>(() => Chunk.Decode(bad, 0, samples));
            }
        }
    }

    [Fact]
    public void Bytes_that_were_never_a_chunk_are_refused_even_when_their_checksum_fits()
    {
        using var samples = new ChunkSamples();
        var random = new Random(2);
        for (var i = 0; i < 20_000; i++)
        {
            var body = new byte[random.Next(1, 60)];
            random.NextBytes(body);
            body[0] = (byte)(random.Next(2) * 0x80 | (random.Next(2) == 0 ? 1 : 3));
            try
            {
                Chunk.Decode(Chunk.Sealed(body), 0, samples);
            }
            catch (InvalidDataException)
            {
                // Refused with a reason; any other exception fails the test.
            }
        }
    }

    private static bool RoundTrips(long[] times, double[] values)
    {
        using var samples = new ChunkSamples();
        Chunk.Decode(Chunk.Encode(12_345, times, values), 12_345, samples);
        return samples.Times.SequenceEqual(times)
            && samples.Values.ToArray().Select(BitConverter.DoubleToInt64Bits).SequenceEqual(values.Select(BitConverter.DoubleToInt64Bits));
    }
}
