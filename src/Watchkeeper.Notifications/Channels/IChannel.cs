namespace Watchkeeper.Notifications.Channels;

/// <summary>The configuration of one sort of channel; knows how to make the channel.</summary>
public interface IChannelKind
{
    /// <summary>Its key in the configuration: <c>mail</c>.</summary>
    string Word { get; }

    /// <summary>Where messages go, for people, without secrets.</summary>
    string Destination { get; }

    /// <summary>Mail addresses that each get a message of their own; empty for a channel that is one place.</summary>
    IReadOnlyList<string> Addresses => [];
}

/// <summary>
/// Delivers a message and says how that ended. Whether trying again may help is the channel's knowledge; when to try again, how often, and what to
/// gather is not. An unexpected exception counts as <see cref="Delivery.Retry"/>.
/// </summary>
internal interface IChannel
{
    Task<Delivery> SendAsync(Message message, CancellationToken cancellation);
}

/// <summary>How an attempt ended.</summary>
internal abstract record Delivery
{
    private Delivery()
    {
    }

    /// <summary>It was taken over by the other side.</summary>
    public sealed record Sent : Delivery;

    /// <summary>It was not, and trying again may help.</summary>
    /// <param name="After">Not before this time has passed, where the other side said so.</param>
    /// <param name="Unreached">Nobody was there to hear it: the network may come back at any moment.</param>
    public sealed record Retry(string Reason, TimeSpan? After = null, bool Unreached = false) : Delivery;

    /// <summary>It was not, and trying again will not help.</summary>
    public sealed record Refused(string Reason) : Delivery;
}
