using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Time;
using Watchkeeper.Notifications.Channels;

namespace Watchkeeper.Notifications;

/// <summary>Tries a channel that is not in force yet: what <c>watchkeeper setup</c> does before it writes the file.</summary>
public static class ChannelTrial
{
    /// <summary>Sends a test message; null when it was taken, otherwise why not.</summary>
    public static async Task<string?> RunAsync(NotificationsOptions options, CoreOptions core, string channel, HostClock clock, CancellationToken cancellation)
    {
        using var http = HttpDelivery.NewClient();
        var kinds = new ChannelKinds(new HttpDelivery(http, clock), clock);
        var addressbook = new Addressbook(new LiveOptions<NotificationsOptions>(options), new LiveOptions<CoreOptions>(core), kinds);
        var result = await Trial.RunAsync(channel, addressbook.Find(channel)!, HostIdentity.Of(core.Host), clock, cancellation);
        return result.Result == "sent" ? null : result.Reason;
    }
}
