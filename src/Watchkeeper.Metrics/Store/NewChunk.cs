using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Store;

/// <summary>A chunk that is to be written.</summary>
/// <param name="Wall">The base of its times, microseconds since 1970.</param>
/// <param name="Span">From its first to its last sample, microseconds.</param>
internal sealed record NewChunk(long Series, long Wall, long Span, int Count, Era Era, byte[] Data)
{
    /// <summary>A day of one sample every ten seconds.</summary>
    public const int MostSamples = 8640;

    /// <summary>Cuts samples as they came into chunks of at most a week and at most <see cref="MostSamples"/>.</summary>
    public static List<NewChunk> Split(long series, Era era, ReadOnlySpan<long> times, ReadOnlySpan<double> values) =>
        Split(series, era, times, SampleRetention.Default.Raw.Longest, values.ToArray());

    /// <summary>Cuts samples into chunks that are not longer than their tier allows.</summary>
    public static List<NewChunk> Split(long series, Era era, ReadOnlySpan<long> times, TimeSpan longest, params double[][] columns)
    {
        var chunks = new List<NewChunk>();
        for (var start = 0; start < times.Length;)
        {
            var count = Math.Min(MostSamples, SampleBuffer.LowerBound(times[start..], times[start] + (long)longest.TotalMilliseconds));
            var part = times.Slice(start, count);
            double[][] values = count == times.Length ? columns : Array.ConvertAll(columns, column => column.AsSpan(start, count).ToArray());
            chunks.Add(new(series, part[0] * 1000, (part[^1] - part[0]) * 1000, count, era, Chunk.Encode(part[0], part, values)));
            start += count;
        }

        return chunks;
    }
}
