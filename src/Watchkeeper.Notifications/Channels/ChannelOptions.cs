using Watchkeeper.Core.Configuration;

namespace Watchkeeper.Notifications.Channels;

/// <summary>A way to reach people, and at what pace.</summary>
/// <param name="Name">The user's name for it.</param>
/// <param name="Kind">Which sort it is, with what it needs.</param>
/// <param name="TimeZone">The zone of the times in its messages.</param>
/// <param name="Pace">How many messages it takes.</param>
public sealed record ChannelOptions(string Name, IChannelKind Kind, TimeZoneInfo TimeZone, PaceOptions Pace)
{
    private static readonly string[] Kinds = ["mail", "webhook", "ntfy", "slack", "matrix", "command"];

    internal static ChannelOptions Read(string name, Section section)
    {
        IChannelKind?[] kinds =
        [
            section.OptionalNested("mail", MailChannelOptions.Read, "Mail to fixed addresses."),
            section.OptionalNested("webhook", WebhookOptions.Read, "JSON to any HTTP server, signed."),
            section.OptionalNested("ntfy", NtfyOptions.Read, "A topic of ntfy.sh or of a server of your own."),
            section.OptionalNested("slack", SlackOptions.Read, "Slack, Mattermost, Rocket.Chat, Discord (…/slack): an incoming webhook."),
            section.OptionalNested("matrix", MatrixOptions.Read, "A Matrix room."),
            section.OptionalNested("command", CommandOptions.Read, "A program of yours."),
        ];
        if (Kinds.Count(section.Has) != 1)
        {
            section.Error(null, "a channel is exactly one of mail, webhook, ntfy, slack, matrix and command");
        }

        return new ChannelOptions(name, kinds.FirstOrDefault(kind => kind is not null) ?? new CommandOptions([], TimeSpan.Zero), ReadZone(section), section.Nested("pace", PaceOptions.Read, "So that a storm does not become a storm of messages."));
    }

    private static TimeZoneInfo ReadZone(Section section)
    {
        var name = section.OptionalText("time_zone", "The time zone of the times in its messages; by default this host's.", "Europe/Paris");
        if (name is null)
        {
            return TimeZoneInfo.Local;
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
        {
            section.Error("time_zone", $"there is no time zone \"{name}\" on this host; write one like Europe/Paris or UTC");
        }

        return zone ?? TimeZoneInfo.Utc;
    }
}

/// <summary>How many messages a channel takes.</summary>
/// <param name="Messages">So many go out one by one; 0 for all, however many.</param>
/// <param name="Per">In this time; what comes beyond is gathered into one message when it is over.</param>
public sealed record PaceOptions(int Messages, TimeSpan Per)
{
    public static PaceOptions Standard { get; } = new(5, TimeSpan.FromMinutes(1));

    /// <summary>Whether nothing is ever gathered.</summary>
    public bool IsUnlimited => Messages == 0;

    internal static PaceOptions Read(Section section) => new(
        (int)section.Integer("messages", Standard.Messages, 0, 1_000_000, "So many messages go out one by one (0: all of them, however many) …"),
        section.Duration("per", Standard.Per, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), "… in this time; what comes beyond is gathered into a single one."));
}
