namespace Watchkeeper.Disks.Incidents;

/// <summary>
/// Tells the same line heard through two sources: the n-th time a source says something is the n-th time that another one says it. What no source has said for a
/// minute is forgotten.
/// </summary>
internal sealed class Echoes
{
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);
    private const int MostTexts = 10_000;

    private readonly Dictionary<string, Dictionary<string, int>> _counts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TimeSpan> _lastHeard = new(StringComparer.Ordinal);

    /// <summary>Whether another source has said it already.</summary>
    public bool Is(string source, string text, TimeSpan at)
    {
        if (_counts.Count >= MostTexts)
        {
            _counts.Clear();
            _lastHeard.Clear();
        }

        if (!_counts.TryGetValue(text, out var counts) || at - _lastHeard[text] > Memory)
        {
            _counts[text] = counts = new Dictionary<string, int>(StringComparer.Ordinal);
        }

        _lastHeard[text] = at;
        var number = counts[source] = counts.GetValueOrDefault(source) + 1;
        return counts.Any(other => other.Key != source && other.Value >= number);
    }
}
