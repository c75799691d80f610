using Watchkeeper.Core.Configuration;

namespace Watchkeeper.Notifications.Heartbeat;

/// <param name="Url">What is pinged: a canary of another Watchkeeper, or of anything that takes pings; null for no heartbeat.</param>
/// <param name="Every">How often.</param>
public sealed record HeartbeatOptions(Uri? Url, TimeSpan Every)
{
    internal static HeartbeatOptions Read(Section section)
    {
        var text = section.Secret("url", "What is pinged with GET: the trigger URL of a canary on another Watchkeeper, or any other ping URL.");
        if (text is not null && !(Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
        {
            section.Error("url", "expected an address that begins with http:// or https://");
            text = null;
        }

        return new HeartbeatOptions(
            text is null ? null : new Uri(text),
            section.Duration("every", TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), "How often."));
    }
}
