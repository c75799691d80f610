using Watchkeeper.Core.Configuration;
using Watchkeeper.Notifications.Channels;

namespace Watchkeeper.Notifications;

/// <summary>Where a target's messages go: the channel of that name, one address of it, or an event's own address.</summary>
internal sealed class Addressbook(LiveOptions<NotificationsOptions> options, LiveOptions<CoreOptions> core, ChannelKinds kinds)
{
    /// <summary>Null when the configuration here does not name it.</summary>
    public Recipient? Find(string target)
    {
        var current = options.Current;
        if (current.Find(target) is { } whole)
        {
            return Make(whole, kinds.Make(whole.Kind, current.Mail));
        }

        var (name, address) = Target.Parse(target);
        if (name.Length == 0)
        {
            return new Recipient(kinds.Mail(current.Mail, address, []), Compose(TimeZoneInfo.Local), current.Mail.Pace, IsAddressed: true);
        }

        return current.Find(name) is { } channel && channel.Kind.Addresses.Contains(address)
            ? Make(channel, kinds.Mail(current.Mail, address, channel.Kind.Addresses))
            : null;
    }

    private Recipient Make(ChannelOptions channel, IChannel sender) => new(sender, Compose(channel.TimeZone), channel.Pace, IsAddressed: false);

    private Composer Compose(TimeZoneInfo zone) => new(zone, core.Current.PublicUrl);
}

/// <param name="Channel">What delivers.</param>
/// <param name="Composer">Who words the messages.</param>
/// <param name="Pace">How many it takes.</param>
/// <param name="IsAddressed">Whether it is an event's own address, which gets the event's own words.</param>
internal sealed record Recipient(IChannel Channel, Composer Composer, PaceOptions Pace, bool IsAddressed)
{
    public Message Single(HostEvent entry, string key) => IsAddressed ? Composer.Addressed(entry, key) : Composer.Single(entry, key);
}
