using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Text;
using Watchkeeper.Notifications.Channels;
using Watchkeeper.Notifications.Mail;

namespace Watchkeeper.Notifications;

/// <summary>Who is told, and how.</summary>
public sealed record NotificationsOptions
{
    /// <summary>The channel that needs no route.</summary>
    public const string DefaultChannel = "default";

    public required IReadOnlyList<ChannelOptions> Channels { get; init; }

    public required IReadOnlyList<Route> Routes { get; init; }

    public required MailOptions Mail { get; init; }

    /// <summary>For how long a message is tried.</summary>
    public TimeSpan GiveUpAfter { get; init; }

    /// <summary>For how long what became of a message is kept.</summary>
    public TimeSpan Keep { get; init; }

    /// <summary>What somebody may have meant who named a channel that is not there.</summary>
    internal static string Suggest(string channel, IReadOnlyList<ChannelOptions> known) =>
        Nearest.To(channel, known.Select(one => one.Name)) is { } nearest ? $"did you mean \"{nearest}\"?"
        : known.Count == 0 ? "none are configured (watchkeeper setup makes one)"
        : $"there are {string.Join(", ", known.Select(one => one.Name))}";

    public ChannelOptions? Find(string channel) => Channels.FirstOrDefault(one => one.Name == channel);

    public static NotificationsOptions Read(Section section)
    {
        var channels = section.Map(
            "channels", ChannelOptions.Read, "Ways to reach people, by a name of your choice. A channel named \"default\" takes every event of severity error or worse, and their good ends, that no route takes.");
        return new NotificationsOptions
        {
            Channels = channels,
            Routes = section.List("routes", item => Route.Read(item, channels), "Which events go to which channels; every route that fits is followed."),
            Mail = section.Nested("mail", MailOptions.Read, "How mail leaves this host, for mail channels and for the addresses of canaries."),
            GiveUpAfter = section.Duration("give_up_after", TimeSpan.FromHours(24), TimeSpan.FromMinutes(1), TimeSpan.FromDays(30), "For how long a message that cannot be delivered is tried."),
            Keep = section.Duration("keep", TimeSpan.FromDays(30), TimeSpan.FromHours(1), TimeSpan.FromDays(3650), "For how long what became of each message is kept."),
        };
    }
}

/// <summary>One rule: events of some types, at least so severe, with any of some tags, go to some channels.</summary>
/// <param name="Events">Globs over the type.</param>
/// <param name="Severity">This severe or worse.</param>
/// <param name="Tags">Any of them, or none named.</param>
/// <param name="Channels">Names of channels.</param>
public sealed record Route(IReadOnlyList<string> Events, Severity Severity, IReadOnlyList<string> Tags, IReadOnlyList<string> Channels)
{
    internal static Route Read(Section section, IReadOnlyList<ChannelOptions> known)
    {
        var route = new Route(
            section.Texts("events", ["*"], "Types of events, with * and ?: canaries.*, disks.io-error."),
            section.Choice("severity", Severity.Debug, "The least severe that is taken."),
            section.Texts("tags", [], "Only events with one of these tags (a canary's tags, for instance)."),
            section.Texts("channels", [], "Names of channels."));
        if (route.Channels.Count == 0)
        {
            section.Error(null, "this route leads nowhere; name its channels");
        }

        foreach (var channel in route.Channels.Where(name => known.All(one => one.Name != name)))
        {
            section.Error("channels", $"there is no channel named \"{channel}\"; {NotificationsOptions.Suggest(channel, known)}");
        }

        return route;
    }
}
