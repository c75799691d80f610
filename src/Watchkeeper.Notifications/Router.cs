using System.Text.Json.Nodes;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Text;
using Watchkeeper.Notifications.Channels;

namespace Watchkeeper.Notifications;

/// <summary>Decides who is told of an event: by the routes, and its own addresses.</summary>
internal static class Router
{
    /// <summary>The targets of an event, each once, as they stand in the outbox.</summary>
    public static List<string> Targets(Event entry, NotificationsOptions options)
    {
        var channels = options.Routes.Where(route => Takes(route, entry)).SelectMany(route => route.Channels).Distinct(StringComparer.Ordinal).ToList();
        if (channels.Count == 0 && (entry.Severity <= Severity.Error || Resolves(entry)))
        {
            channels.Add(NotificationsOptions.DefaultChannel);
        }

        // A channel in trouble is not told of its own trouble, which would go round in circles.
        if (entry.Type.StartsWith("notifications.", StringComparison.Ordinal))
        {
            channels.Remove(entry.Subject);
        }

        return [.. channels.Select(options.Find).OfType<ChannelOptions>().SelectMany(Target.Of).Concat(Target.Of(entry.Recipients)).Select(target => target.ToString())];
    }

    /// <summary>Whether it is the good end of something that the default channel was told of: the field <c>resolves</c>.</summary>
    private static bool Resolves(Event entry) => entry.Fields?["resolves"] is JsonValue value && value.TryGetValue(out bool resolves) && resolves;

    private static bool Takes(Route route, Event entry) =>
        entry.Severity <= route.Severity && Glob.IsMatchAny(route.Events, entry.Type) && (route.Tags.Count == 0 || Tags(entry).Intersect(route.Tags).Any());

    private static IEnumerable<string> Tags(Event entry) =>
        entry.Fields?["tags"] is JsonArray tags ? tags.OfType<JsonValue>().Select(tag => tag.TryGetValue(out string? text) ? text : "") : [];
}
