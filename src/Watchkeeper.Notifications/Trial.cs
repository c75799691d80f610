using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Notifications.Channels;

namespace Watchkeeper.Notifications;

/// <summary>A test message: sent at once, outside the outbox, and never again.</summary>
internal static class Trial
{
    public static async Task<TrialView> RunAsync(string channel, Recipient recipient, HostIdentity host, HostClock clock, CancellationToken cancellation)
    {
        var entry = new Event(
            Guid.NewGuid(), host.Id, 0, clock.BootId, clock.Read(), "notifications.test", Severity.Notice, channel,
            $"This is a test of the channel {channel}: it works.", [], null);
        var message = recipient.Composer.Single(new HostEvent(entry, host.Name), Fingerprint.Of(entry.Id.ToString()));
        return await recipient.Channel.SendAsync(message, cancellation) switch
        {
            Delivery.Sent => new TrialView(channel, "sent", null),
            Delivery.Refused refused => new TrialView(channel, "refused", refused.Reason),
            Delivery.Retry retry => new TrialView(channel, "retry", retry.Reason),
            _ => throw new InvalidOperationException("A delivery ends in one of three ways."),
        };
    }
}
