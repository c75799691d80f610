using System.Text.Json.Nodes;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Text;

namespace Watchkeeper.Notifications;

/// <summary>Decides who is told of an event: names of channels, and the event's own addresses together as one mail.</summary>
internal static class Router
{
    /// <summary>Begins a target that is not a channel but the addresses of one mail (RFC 6068): <c>mailto:ada@example.org,bob@example.org</c>.</summary>
    public const string MailTo = "mailto:";

    /// <summary>The targets of an event, each once.</summary>
    public static List<string> Targets(Event entry, NotificationsOptions options)
    {
        var targets = options.Routes.Where(route => Takes(route, entry)).SelectMany(route => route.Channels).Distinct(StringComparer.Ordinal).ToList();
        if (targets.Count == 0 && options.Find(NotificationsOptions.DefaultChannel) is not null && (entry.Severity <= Severity.Error || Resolves(entry)))
        {
            targets.Add(NotificationsOptions.DefaultChannel);
        }

        // A channel in trouble is not told of its own trouble, which would go round in circles.
        if (entry.Type.StartsWith("notifications.", StringComparison.Ordinal))
        {
            targets.Remove(entry.Subject);
        }

        var addresses = entry.Recipients.Where(recipient => recipient.StartsWith(MailTo, StringComparison.OrdinalIgnoreCase))
            .Select(recipient => recipient[MailTo.Length..]).Distinct(StringComparer.Ordinal).ToList();
        if (addresses.Count > 0)
        {
            targets.Add(MailTo + string.Join(',', addresses));
        }

        return targets;
    }

    /// <summary>Whether it is the good end of something that the default channel was told of: the field <c>resolves</c>.</summary>
    private static bool Resolves(Event entry) => entry.Fields?["resolves"] is JsonValue value && value.TryGetValue(out bool resolves) && resolves;

    private static bool Takes(Route route, Event entry) =>
        entry.Severity <= route.Severity && Glob.IsMatchAny(route.Events, entry.Type) && (route.Tags.Count == 0 || Tags(entry).Intersect(route.Tags).Any());

    private static IEnumerable<string> Tags(Event entry) =>
        entry.Fields?["tags"] is JsonArray tags ? tags.OfType<JsonValue>().Select(tag => tag.TryGetValue(out string? text) ? text : "") : [];
}
