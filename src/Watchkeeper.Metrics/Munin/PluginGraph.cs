using System.Globalization;
using Watchkeeper.Metrics.Push;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Munin;

/// <summary>A value that a plugin told; null where it does not know it (<c>U</c>).</summary>
/// <param name="Time">Milliseconds since 1970, where the plugin gave one.</param>
internal readonly record struct PluginValue(string Graph, string Field, double? Value, long? Time);

/// <summary>One graph of a plugin: its name below the plugin's (empty for a plugin with one), its configuration without values, and its fields' types.</summary>
internal sealed record PluginGraph(string Name, string Configuration, IReadOnlyDictionary<string, string> Types)
{
    /// <summary>
    /// Reads what a plugin answers to <c>config</c> or with its values: lines <c>field.attribute text</c>, and <c>multigraph name</c> before each graph of a
    /// plugin with several. Values may stand in a configuration too (dirtyconfig).
    /// </summary>
    public static (IReadOnlyList<PluginGraph> Graphs, IReadOnlyList<PluginValue> Values) Read(string text)
    {
        var graphs = new List<PluginGraph>();
        var values = new List<PluginValue>();
        var (name, lines, types) = ("", new List<string>(), new Dictionary<string, string>(StringComparer.Ordinal));
        void Finish()
        {
            if (lines.Count > 0)
            {
                graphs.Add(new(name, string.Concat(lines.Select(line => line + "\n")), types));
            }

            (lines, types) = ([], new(StringComparer.Ordinal));
        }

        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(line => line[0] != '#'))
        {
            var (key, rest) = line.IndexOfAny([' ', '\t']) is var space and > 0 ? (line[..space], line[space..].Trim()) : (line, "");
            var point = key.LastIndexOf('.');
            var (field, attribute) = point > 0 ? (key[..point], key[(point + 1)..]) : (key, "");
            if (key == "multigraph")
            {
                Finish();
                name = rest;
            }
            else if (attribute == "value")
            {
                values.Add(Value(name, field, rest));
            }
            else
            {
                lines.Add(line);
                if (attribute is "type" or "label")
                {
                    types[field] = attribute == "type" ? rest.ToUpperInvariant() : types.GetValueOrDefault(field, "GAUGE");
                }
            }
        }

        Finish();
        return (graphs, values);
    }

    /// <summary>
    /// The metric of a field: <c>munin_PLUGIN{field="…"}</c>, with <c>graph</c> for one of several graphs; COUNTER and DERIVE are counters. ABSOLUTE, which
    /// begins anew with each reading, stays what was read.
    /// </summary>
    public static (MetricFamily Family, Labels Labels) Metric(string plugin, string graph, string field, string type)
    {
        var isCounter = type is "COUNTER" or "DERIVE";
        var name = "munin_" + TextSamples.Name(plugin) + (isCounter ? "_total" : "");
        var labels = graph.Length == 0 || graph == plugin ? Labels.Of(name, ("field", field)) : Labels.Of(name, ("field", field), ("graph", graph));
        return (new(name, isCounter ? MetricKind.Counter : MetricKind.Gauge, $"Fields of the Munin plugin {plugin}."), labels);
    }

    /// <summary><c>12.5</c>, <c>U</c>, or <c>1700000000:12.5</c>.</summary>
    private static PluginValue Value(string graph, string field, string text)
    {
        var colon = text.IndexOf(':');
        long? time = colon > 0 && long.TryParse(text.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < 1L << 40 ? seconds * 1000 : null;
        var known = double.TryParse(text.AsSpan(colon + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value);
        return new(graph, field, known ? value : null, time);
    }
}
