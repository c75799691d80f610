using System.Globalization;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Push;

/// <summary>
/// Reads samples as lines: Prometheus' text format 0.0.4, OpenMetrics 1.0 (times in seconds, exemplars left out), and Graphite's plaintext, which is told
/// by the points in its names. A point becomes an underscore, and Graphite's tags become labels.
/// </summary>
internal sealed class TextSamples
{
    private const int MostKnown = 20_000;

    private static readonly string[] Suffixes = ["_total", "_bucket", "_sum", "_count", "_created", "_info"];

    private readonly Dictionary<string, MetricKind> _kinds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _help = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (MetricFamily Family, Labels Labels)> _series = new(StringComparer.Ordinal);
    private readonly bool _openMetrics;
    private readonly SeriesCatalog? _catalog;

    /// <param name="openMetrics">Whether times are seconds; otherwise a time is milliseconds.</param>
    /// <param name="catalog">
    /// Where there may be the same series already: its labels are then taken instead of those that were read, which would live as long as the push and be
    /// most of its memory.
    /// </param>
    public TextSamples(bool openMetrics, SeriesCatalog? catalog = null) => (_openMetrics, _catalog) = (openMetrics, catalog);

    /// <summary>Whether the end was marked, behind which nothing is read.</summary>
    public bool AtEnd { get; private set; }

    /// <summary>Reads a whole text.</summary>
    /// <exception cref="PushException">A line is none of these formats.</exception>
    public static List<PushedSample> Read(string text, bool openMetrics)
    {
        var reader = new TextSamples(openMetrics);
        var samples = new List<PushedSample>();
        var number = 0;
        foreach (var range in text.AsSpan().Split('\n'))
        {
            if (reader.TryRead(text.AsSpan()[range], ++number, out var sample))
            {
                samples.Add(sample);
            }
        }

        return samples;
    }

    /// <summary>Reads the next line; false when it has no sample.</summary>
    /// <exception cref="PushException">It is in none of these formats.</exception>
    public bool TryRead(ReadOnlySpan<char> line, int number, out PushedSample sample)
    {
        sample = default;
        line = line.Trim();
        AtEnd |= line.SequenceEqual("# EOF");
        if (line.IsEmpty || AtEnd)
        {
            return false;
        }

        try
        {
            if (line[0] == '#')
            {
                Comment(line.ToString());
                return false;
            }

            sample = IsGraphite(line) ? Graphite(line) : Sample(line);
            return true;
        }
        catch (FormatException problem)
        {
            throw new PushException(number, problem.Message);
        }
    }

    /// <summary>A metric's name of anything: what is not allowed in one becomes an underscore.</summary>
    public static string Name(ReadOnlySpan<char> text)
    {
        var name = new char[text.Length + 1];
        var length = 0;
        foreach (var c in text)
        {
            if (length == 0 && char.IsAsciiDigit(c))
            {
                name[length++] = '_';
            }

            name[length++] = char.IsAsciiLetterOrDigit(c) || c is '_' or ':' ? c : '_';
        }

        return length == 0 ? "_" : new(name, 0, length);
    }

    private static bool IsGraphite(ReadOnlySpan<char> line)
    {
        var name = line[..(line.IndexOfAny(' ', '\t', '{') is var end and >= 0 ? end : line.Length)];
        return name.IndexOfAny('.', ';', '-') >= 0;
    }

    private PushedSample Graphite(ReadOnlySpan<char> line)
    {
        var end = line.IndexOfAny(' ', '\t');
        if (end < 0 || !TryWords(line[end..], out var value, out var seconds))
        {
            throw new FormatException("Graphite's lines are a path, a value and Unix seconds");
        }

        var (family, labels) = Known(line[..end], static (reader, path) => reader.OfPath(path));
        long? time = seconds.IsEmpty || seconds is "-1" ? null : Milliseconds(Number(seconds) * 1000);
        return new(family, labels, Number(value), time);
    }

    private (MetricFamily Family, Labels Labels) OfPath(string text)
    {
        var path = text.Split(';');
        var name = Name(path[0]);
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal) { [Labels.NameLabel] = name };
        foreach (var tag in path.Skip(1).Select(tag => tag.Split('=', 2)))
        {
            var key = tag[0].Length > 0 ? Name(tag[0]).Replace(':', '_') : throw new FormatException("a tag's name is missing");
            if (!pairs.TryAdd(key, tag.Length == 2 ? tag[1] : ""))
            {
                throw new FormatException(key == Labels.NameLabel ? $"the tag {key} would be the metric's name, which is the path" : $"the tag {key} stands twice");
            }
        }

        return (Family(name), Labels.Of(pairs));
    }

    private PushedSample Sample(ReadOnlySpan<char> line)
    {
        var end = EndOfSeries(line);
        var (family, labels) = Known(line[..end], static (reader, text) => reader.OfLabels(text));
        var rest = line[end..];
        var exemplar = rest.IndexOf(" # ", StringComparison.Ordinal);
        if (!TryWords(exemplar >= 0 ? rest[..exemplar] : rest, out var value, out var time))
        {
            throw new FormatException("behind the name come a value and, if need be, a time");
        }

        return new(family, labels, Number(value), time.IsEmpty ? null : Milliseconds(Number(time) * (_openMetrics ? 1000 : 1)));
    }

    private (MetricFamily Family, Labels Labels) OfLabels(string text)
    {
        var labels = LabelsText.Parse(text);
        if (labels.Name != Name(labels.Name))
        {
            throw new FormatException($"“{labels.Name}” is not a metric's name (letters, digits, _ and :, no digit first)");
        }

        // Between quotation marks anything can stand, and would stand so on /metrics.
        foreach (var (name, _) in labels.Pairs)
        {
            if (!Labels.IsName(name))
            {
                throw new FormatException($"“{name}” is not a label's name (letters, digits and _, no digit first)");
            }
        }

        return (Family(labels.Name), _catalog?.Find(labels)?.Labels ?? labels);
    }

    /// <summary>Where the series ends and its value begins: behind the closing brace that is not within quotation marks, or before the first space.</summary>
    private static int EndOfSeries(ReadOnlySpan<char> line)
    {
        var name = line.IndexOfAny('{', ' ', '\t') is var end and >= 0 ? end : line.Length;
        var brace = line[name..].IndexOfAnyExcept(' ', '\t') is var blanks and >= 0 ? name + blanks : line.Length;
        if (brace == line.Length || line[brace] != '{')
        {
            return name;
        }

        var quoted = false;
        for (var i = brace + 1; i < line.Length; i++)
        {
            switch (line[i])
            {
                case '\\' when quoted:
                    i++;
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case '}' when !quoted:
                    return i + 1;
            }
        }

        return line.Length;
    }

    /// <summary>A series is read once, however many samples of it come.</summary>
    private (MetricFamily Family, Labels Labels) Known(ReadOnlySpan<char> text, Func<TextSamples, string, (MetricFamily, Labels)> read)
    {
        var lookup = _series.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!lookup.TryGetValue(text, out var known))
        {
            known = read(this, text.ToString());
            if (_series.Count < MostKnown)
            {
                lookup[text] = known;
            }
        }

        return known;
    }

    /// <summary>One or two words between white space; false when there are none, or more.</summary>
    private static bool TryWords(ReadOnlySpan<char> text, out ReadOnlySpan<char> first, out ReadOnlySpan<char> second)
    {
        text = text.Trim(" \t");
        var end = text.IndexOfAny(' ', '\t');
        first = end < 0 ? text : text[..end];
        second = end < 0 ? [] : text[end..].TrimStart(" \t");
        return !first.IsEmpty && second.IndexOfAny(' ', '\t') < 0;
    }

    private static long Milliseconds(double time) =>
        Math.Abs(time) < 8e15 ? (long)Math.Round(time) : throw new FormatException("the time lies too far away");

    private void Comment(string line)
    {
        var words = line.Split((char[])[' ', '\t'], 4, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 3)
        {
            return;
        }

        if (words[1] == "TYPE" && words.Length == 4)
        {
            _kinds[words[2]] = words[3].Trim() switch
            {
                "counter" or "histogram" or "summary" => MetricKind.Counter,
                "gauge" or "info" or "stateset" or "gaugehistogram" => MetricKind.Gauge,
                "untyped" or "unknown" => MetricKind.Untyped,
                var other => throw new FormatException($"the type “{other}” is unknown"),
            };
        }
        else if (words[1] == "HELP")
        {
            _help[words[2]] = words.Length == 4 ? words[3].Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal) : "";
        }
    }

    private MetricFamily Family(string name)
    {
        if (!_families.TryGetValue(name, out var family))
        {
            var suffix = Array.Find(Suffixes, suffix => name.EndsWith(suffix, StringComparison.Ordinal));
            var declared = _kinds.ContainsKey(name) || suffix is null ? name : name[..^suffix.Length];
            var kind = _kinds.GetValueOrDefault(declared, _kinds.GetValueOrDefault(name, suffix == "_total" ? MetricKind.Counter : MetricKind.Untyped));
            _families.Add(name, family = new(name, kind, _help.GetValueOrDefault(declared, _help.GetValueOrDefault(name, ""))));
        }

        return family;
    }

    /// <summary>What no number of 64 bits can be is refused, and not taken as infinite.</summary>
    private static double Number(ReadOnlySpan<char> word)
    {
        if (word is "+Inf" or "Inf" or "-Inf")
        {
            return word[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        }

        if (!double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
        {
            throw new FormatException($"“{word}” is not a number");
        }

        return double.IsInfinity(value) && word.IndexOfAnyInRange('0', '9') >= 0 ? throw new FormatException($"the number “{word}” is too large") : value;
    }
}
