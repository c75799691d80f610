using System.Globalization;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Push;

/// <summary>
/// Reads samples as lines: Prometheus' text format 0.0.4, OpenMetrics 1.0 (times in seconds, exemplars left out), and Graphite's plaintext, which is told
/// by the points in its names. A point becomes an underscore, and Graphite's tags become labels.
/// </summary>
internal sealed class TextSamples
{
    private static readonly string[] Suffixes = ["_total", "_bucket", "_sum", "_count", "_created", "_info"];

    private readonly Dictionary<string, MetricKind> _kinds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _help = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly bool _openMetrics;

    private TextSamples(bool openMetrics) => _openMetrics = openMetrics;

    /// <param name="text">The whole body or file.</param>
    /// <param name="openMetrics">Whether times are seconds; otherwise a time is milliseconds.</param>
    /// <exception cref="PushException">A line is none of these formats.</exception>
    public static List<PushedSample> Read(string text, bool openMetrics)
    {
        var reader = new TextSamples(openMetrics);
        var samples = new List<PushedSample>();
        var number = 0;
        foreach (var range in text.AsSpan().Split('\n'))
        {
            number++;
            var line = text.AsSpan()[range].Trim();
            if (line.SequenceEqual("# EOF"))
            {
                break;
            }

            if (line.IsEmpty)
            {
                continue;
            }

            try
            {
                if (line[0] == '#')
                {
                    reader.Comment(line.ToString());
                }
                else
                {
                    samples.Add(IsGraphite(line) ? reader.Graphite(line) : reader.Sample(line));
                }
            }
            catch (FormatException problem)
            {
                throw new PushException(number, problem.Message);
            }
        }

        return samples;
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
        var words = line.ToString().Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is < 2 or > 3)
        {
            throw new FormatException("Graphite's lines are a path, a value and Unix seconds");
        }

        var path = words[0].Split(';');
        var pairs = path.Skip(1).Select(tag => tag.Split('=', 2)).Select(pair => KeyValuePair.Create(Name(pair[0]).Replace(':', '_'), pair.Length == 2 ? pair[1] : ""));
        var name = Name(path[0]);
        long? time = words.Length == 3 && words[2] != "-1" ? (long)(Number(words[2]) * 1000) : null;
        return new(Family(name), Labels.Of([new(Labels.NameLabel, name), .. pairs]), Number(words[1]), time);
    }

    private PushedSample Sample(ReadOnlySpan<char> line)
    {
        var at = 0;
        var labels = LabelsText.Read(line, ref at);
        var rest = line[at..];
        var exemplar = rest.IndexOf(" # ", StringComparison.Ordinal);
        var words = (exemplar >= 0 ? rest[..exemplar] : rest).ToString().Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is < 1 or > 2)
        {
            throw new FormatException("behind the name come a value and, if need be, a time");
        }

        long? time = words.Length < 2 ? null : Milliseconds(Number(words[1]) * (_openMetrics ? 1000 : 1));
        return new(Family(labels.Name), labels, Number(words[0]), time);
    }

    private static long Milliseconds(double time) =>
        Math.Abs(time) < 8e15 ? (long)Math.Round(time) : throw new FormatException("the time lies too far away");

    private void Comment(string line)
    {
        var words = line.Split(' ', 4);
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

    private static double Number(string word) => word switch
    {
        "+Inf" or "Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new FormatException($"“{word}” is not a number"),
    };
}
