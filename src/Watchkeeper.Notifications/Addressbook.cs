using Watchkeeper.Core.Configuration;
using Watchkeeper.Notifications.Channels;

namespace Watchkeeper.Notifications;

/// <summary>Where a target's messages go: the channel of that name, or a mail to the target's own addresses.</summary>
internal sealed class Addressbook(LiveOptions<NotificationsOptions> options, LiveOptions<CoreOptions> core, ChannelKinds kinds)
{
    /// <summary>Null when no channel of that name is configured here.</summary>
    public Recipient? Find(string target)
    {
        var current = options.Current;
        if (target.StartsWith(Router.MailTo, StringComparison.Ordinal))
        {
            var addresses = new MailChannelOptions(target[Router.MailTo.Length..].Split(','));
            return new Recipient(kinds.Make(addresses, current.Mail), Compose(TimeZoneInfo.Local), PaceOptions.Standard, IsAddressed: true);
        }

        return current.Find(target) is { } channel
            ? new Recipient(kinds.Make(channel.Kind, current.Mail), Compose(channel.TimeZone), channel.Pace, IsAddressed: false)
            : null;
    }

    private Composer Compose(TimeZoneInfo zone) => new(zone, core.Current.PublicUrl);
}

/// <param name="Channel">What delivers.</param>
/// <param name="Composer">Who words the messages.</param>
/// <param name="Pace">How many it takes.</param>
/// <param name="IsAddressed">Whether it is an event's own addresses, which get the event's own words.</param>
internal sealed record Recipient(IChannel Channel, Composer Composer, PaceOptions Pace, bool IsAddressed)
{
    public Message Single(HostEvent entry, string key) => IsAddressed ? Composer.Addressed(entry, key) : Composer.Single(entry, key);
}
