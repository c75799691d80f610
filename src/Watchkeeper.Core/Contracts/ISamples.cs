using Watchkeeper.Core.Time;

namespace Watchkeeper.Core.Contracts;

/// <summary>Ask the samples: what metrics offers to the other rooms.</summary>
public interface ISamples
{
    /// <summary>Evaluates an expression of the metrics query language at one time. Expected failures (syntax, unsupported) are a result, not an exception.</summary>
    SamplesResult Query(string expression, Instant at);

    /// <summary>Evaluates an expression at every step of a range, both ends included.</summary>
    SamplesResult Query(string expression, Instant from, Instant to, TimeSpan step);
}

/// <summary>Series, or the sentence that says why there are none.</summary>
public sealed record SamplesResult(IReadOnlyList<SampleSeries> Series, string? Error);

/// <summary>One series of a result; the label <c>__name__</c> is its name where it has one.</summary>
public sealed record SampleSeries(IReadOnlyDictionary<string, string> Labels, IReadOnlyList<SamplePoint> Points);

public readonly record struct SamplePoint(Instant Time, double Value);
