using Watchkeeper.Core.Configuration;

namespace Watchkeeper.Notifications.Channels;

/// <summary>What all channels over HTTP read the same way.</summary>
internal static class HttpOptions
{
    private static readonly Uri Nowhere = new("http://localhost/");

    public static Uri ReadUrl(Section section, string key, string doc, string example)
    {
        var text = section.OptionalText(key, doc, example);
        if (text is not null && Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
        {
            return url;
        }

        section.Error(text is null ? null : key, $"expected {key}: an address that begins with http:// or https://, as in {example}");
        return Nowhere;
    }

    public static TimeSpan ReadTimeout(Section section) =>
        section.Duration("timeout", TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10), "How long one delivery may take.");
}
