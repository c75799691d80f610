using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Forward;

/// <summary>A sample on its way to another engine.</summary>
/// <param name="Time">Milliseconds since 1970.</param>
internal readonly record struct ForwardedSample(LiveSeries Series, double Value, long Time);

/// <summary>What became of a delivery. Whether trying again makes sense is known to who speaks with the other side.</summary>
internal abstract record Delivery
{
    public sealed record Sent : Delivery;

    /// <param name="After">How long the other side asks to wait, if it does.</param>
    public sealed record Retry(string Reason, TimeSpan? After = null) : Delivery;

    /// <summary>The other side will never take this.</summary>
    /// <param name="ForItsContent">Whether a part of it may be taken all the same.</param>
    public sealed record Refused(string Reason, bool ForItsContent) : Delivery;
}

/// <summary>Speaks one protocol to one engine. Does not throw for what the network or the engine does.</summary>
internal interface IForwarder : IDisposable
{
    Task<Delivery> SendAsync(IReadOnlyList<ForwardedSample> samples, CancellationToken cancellation);
}
