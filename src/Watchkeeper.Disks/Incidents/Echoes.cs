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

    private readonly Dictionary<string, Lines> _lines = new(StringComparer.Ordinal);

    /// <summary>How often each source has said a line: since the daemon was started, and just before.</summary>
    private sealed class Lines
    {
        public TimeSpan LastHeard { get; set; }

        public Dictionary<string, int> Since { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, int> Before { get; } = new(StringComparer.Ordinal);

        public int Of(string source, bool before) => Since.GetValueOrDefault(source) + (before ? Before.GetValueOrDefault(source) : 0);
    }

    /// <summary>These lines of a source were told of before the daemon was started; it goes on behind them.</summary>
    public void Remember(string source, IEnumerable<string> texts, TimeSpan at)
    {
        foreach (var text in texts)
        {
            Count(At(text, at).Before, source);
        }
    }

    /// <summary>Whether another source has said it already.</summary>
    public bool Is(string source, LogRecord record, TimeSpan at)
    {
        var lines = At(record.Text, at);
        Count(lines.Since, source);

        // What the kernel said at a known moment is told apart by that moment from what was told before the start.
        var before = record.KernelTime is null;
        var number = lines.Of(source, before);
        return lines.Since.Keys.Concat(lines.Before.Keys).Any(other => other != source && lines.Of(other, before) >= number);
    }

    private static void Count(Dictionary<string, int> counts, string source) => counts[source] = counts.GetValueOrDefault(source) + 1;

    private Lines At(string text, TimeSpan at)
    {
        if (!_lines.TryGetValue(text, out var lines) || at - lines.LastHeard > Memory)
        {
            MakeRoom(at);
            _lines[text] = lines = new Lines();
        }

        lines.LastHeard = at;
        return lines;
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
