using Watchkeeper.Notifications.Channels;

namespace Watchkeeper.Notifications;

/// <summary>
/// Where one row of the outbox goes: a channel, one address of a mail channel, or one of an event's own addresses. Each address has a row of its own, so that
/// one that is refused for now neither withholds the mail from the others nor brings them a second one.
/// </summary>
/// <param name="Channel">Its name; empty for an event's own address.</param>
/// <param name="Address">A mail address; empty for a channel that is one place.</param>
internal readonly record struct Target(string Channel, string Address)
{
    /// <summary>Begins an event's own address (RFC 6068).</summary>
    private const string MailTo = "mailto:";

    /// <summary>What events about it name as their subject: all addresses of a channel are the channel.</summary>
    public string Subject => Channel.Length > 0 ? Channel : ToString();

    /// <summary>In a sentence: the channel, or the address.</summary>
    public string ForPeople => Channel.Length > 0 ? ToString() : Address;

    public static IEnumerable<Target> Of(ChannelOptions channel) =>
        channel.Kind.Addresses is { Count: > 0 } addresses ? addresses.Distinct(StringComparer.Ordinal).Select(address => new Target(channel.Name, address)) : [new(channel.Name, "")];

    /// <summary>An event's recipients that are mail addresses, each once.</summary>
    public static IEnumerable<Target> Of(IEnumerable<string> recipients) => recipients
        .Where(static recipient => recipient.StartsWith(MailTo, StringComparison.OrdinalIgnoreCase))
        .Select(static recipient => new Target("", recipient[MailTo.Length..])).Distinct();

    /// <summary>What is wrong with a text that should be an event's recipient; null: it is one.</summary>
    public static string? Objection(string recipient) => Of([recipient]).Any()
        ? null
        : $"“{recipient}” is nobody that an event could name: write a mail address, as in mailto:ops@example.org; who is told through other channels is for the routes to say.";

    public static Target Parse(string text)
    {
        if (text.StartsWith(MailTo, StringComparison.Ordinal))
        {
            return new Target("", text[MailTo.Length..]);
        }

        var bracket = text.EndsWith('>') ? text.LastIndexOf(" <", StringComparison.Ordinal) : -1;
        return bracket < 0 ? new Target(text, "") : new Target(text[..bracket], text[(bracket + 2)..^1]);
    }

    /// <summary>As it stands in the outbox: <c>phone</c>, <c>ops &lt;ada@example.org&gt;</c> or <c>mailto:ada@example.org</c>.</summary>
    public override string ToString() => Channel.Length == 0 ? MailTo + Address : Address.Length == 0 ? Channel : $"{Channel} <{Address}>";
}
