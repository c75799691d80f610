using Watchkeeper.Logs;

namespace Watchkeeper.Disks.Incidents;

/// <summary>
/// Tells the same line heard through two sources: the n-th time a source says something is the n-th time that another one says it. What no source has said for a
/// minute is forgotten.
/// </summary>
internal sealed class Echoes
{
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);
    private const int MostTexts = 10_000;

    /// <summary>The events of the run before, as if they were a source.</summary>
    private const string Before = "";

    private readonly Dictionary<string, Lines> _lines = new(StringComparer.Ordinal);

    private sealed class Lines
    {
        public TimeSpan LastHeard { get; set; }

        public Dictionary<string, int> Counts { get; } = new(StringComparer.Ordinal);
    }

    /// <summary>These lines were told of before the daemon was started.</summary>
    public void Remember(IEnumerable<string> texts, TimeSpan at)
    {
        foreach (var text in texts)
        {
            Count(Before, text, at);
        }
    }

    /// <summary>Whether another source has said it already.</summary>
    public bool Is(string source, LogRecord record, TimeSpan at)
    {
        var number = Count(source, record.Text, at);

        // What the kernel said at a known moment is told apart by that moment, also from what was told before the start.
        return _lines[record.Text].Counts.Any(other => other.Key != source && other.Value >= number && (other.Key.Length > 0 || record.KernelTime is null));
    }

    private int Count(string source, string text, TimeSpan at)
    {
        if (!_lines.TryGetValue(text, out var lines) || at - lines.LastHeard > Memory)
        {
            MakeRoom(at);
            _lines[text] = lines = new Lines();
        }

        lines.LastHeard = at;
        return lines.Counts[source] = lines.Counts.GetValueOrDefault(source) + 1;
    }

    private void MakeRoom(TimeSpan at)
    {
        if (_lines.Count < MostTexts)
        {
            return;
        }

        foreach (var (text, lines) in _lines.OrderBy(pair => pair.Value.LastHeard).ToList())
        {
            if (at - lines.LastHeard <= Memory && _lines.Count < MostTexts / 2)
            {
                return;
            }

            _lines.Remove(text);
        }
    }
}
