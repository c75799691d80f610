using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Push;

/// <summary>A sample that somebody sent.</summary>
/// <param name="Time">Milliseconds since 1970, or null for the time at which it came.</param>
internal readonly record struct PushedSample(MetricFamily Family, Labels Labels, double Value, long? Time);

/// <summary>What was sent is not in the format: the line, and what is wrong with it.</summary>
internal sealed class PushException(int line, string message) : Exception($"Line {line}: {message}.");
