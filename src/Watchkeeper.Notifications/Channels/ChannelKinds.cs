using Watchkeeper.Core.Time;
using Watchkeeper.Notifications.Mail;

namespace Watchkeeper.Notifications.Channels;

/// <summary>Every sort of channel: its options and what delivers.</summary>
internal sealed class ChannelKinds(HttpDelivery http, HostClock clock)
{
    public IChannel Make(IChannelKind kind, MailOptions mail) => kind switch
    {
        MailChannelOptions options => new MailChannel(mail, options.To, options.To, clock),
        WebhookOptions options => new WebhookChannel(options, http, clock),
        NtfyOptions options => new NtfyChannel(options, http),
        SlackOptions options => new SlackChannel(options, http),
        MatrixOptions options => new MatrixChannel(options, http),
        CommandOptions options => new CommandChannel(options, clock),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind.Word, "No channel is made of this."),
    };

    /// <param name="options">How mail leaves this host.</param>
    /// <param name="address">Who gets it.</param>
    /// <param name="shown">All who get it, for its header.</param>
    public IChannel Mail(MailOptions options, string address, IReadOnlyList<string> shown) => new MailChannel(options, [address], shown, clock);
}
