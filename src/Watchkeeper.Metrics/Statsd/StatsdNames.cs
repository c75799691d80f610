using System.Text;
using Watchkeeper.Metrics.Push;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Statsd;

/// <summary>Names and tags as they were sent, as the reference server's keys, and as metric names with labels.</summary>
internal static class StatsdNames
{
    /// <summary>
    /// The reference's sanitising: white space to <c>_</c>, <c>/</c> to <c>-</c>, anything but letters, digits and <c>_ - . ; =</c> left out; tags
    /// follow as <c>;key=value</c>.
    /// </summary>
    public static string Key(ReadOnlySpan<byte> name, ReadOnlySpan<byte> tags)
    {
        var key = new StringBuilder(Encoding.UTF8.GetString(name));
        foreach (var (tag, value) in Tags(tags))
        {
            key.Append(';').Append(tag);
            if (value.Length > 0)
            {
                key.Append('=').Append(value);
            }
        }

        var clean = new StringBuilder(key.Length);
        for (var i = 0; i < key.Length; i++)
        {
            var c = key[i];
            if (char.IsWhiteSpace(c))
            {
                _ = i > 0 && char.IsWhiteSpace(key[i - 1]) ? clean : clean.Append('_');
            }
            else if (c == '/')
            {
                clean.Append('-');
            }
            else if (char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or ';' or '=')
            {
                clean.Append(c);
            }
        }

        return clean.ToString();
    }

    /// <summary>The labels of a key: points and hyphens become underscores, a tag without a value is <c>true</c>.</summary>
    public static Labels Labels(string key, string suffix)
    {
        var parts = key.Split(';');
        var pairs = parts.Skip(1).Where(part => part.Length > 0).Select(part => part.Split('=', 2))
            .Select(pair => KeyValuePair.Create(TextSamples.Name(pair[0]).Replace(':', '_'), pair.Length == 2 ? pair[1] : "true"));
        return Series.Labels.Of([.. pairs, new(Series.Labels.NameLabel, TextSamples.Name(parts[0]) + suffix)]);
    }

    private static IEnumerable<(string Tag, string Value)> Tags(ReadOnlySpan<byte> tags) => tags.IsEmpty
        ? []
        : Encoding.UTF8.GetString(tags).Split(',', StringSplitOptions.RemoveEmptyEntries).Select(tag => tag.Replace(';', '_').Split(':', 2))
            .Select(pair => (pair[0], pair.Length == 2 ? pair[1] : ""));
}
