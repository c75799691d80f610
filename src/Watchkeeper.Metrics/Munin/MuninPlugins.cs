using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Watchkeeper.Core.Time;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Munin;

/// <summary>A plugin's graph as it was last collected, with the series its fields go to.</summary>
internal sealed record CollectedGraph(string Name, string Configuration, IReadOnlyList<(string Field, LiveSeries Series)> Fields);

/// <summary>
/// Runs Munin's plugins at their interval and stores their values; keeps what their graphs look like for masters that fetch what gathered. A plugin that
/// fails is told of once and tried again; the others go on.
/// </summary>
internal sealed class MuninPlugins(MuninPluginOptions options, SampleStore store, HostClock clock, ILogger log)
{
    private static readonly MetricFamily Success = MetricFamily.Gauge("munin_plugin_success", "Whether the plugin gave values.");
    private static readonly MetricFamily Duration = MetricFamily.Gauge("munin_plugin_duration_seconds", "How long the plugin took.");

    private readonly PluginRun _run = new(options, clock);
    private readonly Dictionary<string, string?> _failures = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, IReadOnlyList<CollectedGraph>> _graphs = new(StringComparer.Ordinal);

    /// <summary>The graphs of each plugin, from its last good run.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<CollectedGraph>> Graphs => _graphs;

    /// <summary>The plugins that are there now; none when the folder cannot be read, which is told once.</summary>
    public IReadOnlyList<MuninPlugin> Find()
    {
        if (options.Folder.Length == 0)
        {
            return [];
        }

        try
        {
            var found = PluginFolder.Find(options);
            Tell("in " + options.Folder, null);
            return found;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            Tell("in " + options.Folder, problem.Message);
            return [];
        }
    }

    /// <summary>Runs one for a master that asks now.</summary>
    public Task<PluginOutput> RunAsync(MuninPlugin plugin, string argument, string master, CancellationToken cancellation) =>
        _run.RunAsync(plugin, argument, master, cancellation);

    /// <summary>Collects until cancelled.</summary>
    public async Task CollectAsync(CancellationToken cancellation)
    {
        if (options.Folder.Length == 0)
        {
            return;
        }

        await CollectOnceAsync(cancellation);
        await foreach (var _ in clock.Every(options.Interval, cancellation))
        {
            await CollectOnceAsync(cancellation);
        }
    }

    private async Task CollectOnceAsync(CancellationToken cancellation)
    {
        var plugins = Find();
        foreach (var gone in _graphs.Keys.Except(plugins.Select(plugin => plugin.Name), StringComparer.Ordinal))
        {
            _graphs.TryRemove(gone, out _);
        }

        foreach (var plugin in plugins)
        {
            try
            {
                await CollectAsync(plugin, cancellation);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task CollectAsync(MuninPlugin plugin, CancellationToken cancellation)
    {
        var (start, batch) = (clock.GetTimestamp(), new SampleBatch());
        var configured = await _run.RunAsync(plugin, "config", "", cancellation);
        var (graphs, values) = PluginGraph.Read(configured.Text);
        var failure = configured.Failure;
        if (failure is null && values.Count == 0)
        {
            var fetched = await _run.RunAsync(plugin, "", "", cancellation);
            (failure, values) = (fetched.Failure, PluginGraph.Read(fetched.Text).Values);
        }

        // A value whose graph was not configured is kept all the same: as a gauge, without a graph for masters to draw.
        var bare = values.Select(value => value.Graph).Except(graphs.Select(graph => graph.Name), StringComparer.Ordinal)
            .Select(static name => new PluginGraph(name, "", new Dictionary<string, string>()));
        var collected = graphs.Concat(bare).Select(graph => new CollectedGraph(graph.Name, graph.Configuration, Fields(plugin, graph, values, batch))).ToArray();
        failure ??= batch.Count == 0 ? "it gave no values" : null;
        batch.Add(Series(Success, plugin), failure is null ? 1 : 0);
        batch.Add(Series(Duration, plugin), clock.GetElapsedTime(start).TotalSeconds);
        Tell(plugin.Name, failure);
        if (failure is null)
        {
            _graphs[plugin.Name] = collected;
        }

        await store.AppendQuietlyAsync(batch.Samples.ToArray(), clock.Read());
    }

    private List<(string Field, LiveSeries Series)> Fields(MuninPlugin plugin, PluginGraph graph, IReadOnlyList<PluginValue> values, SampleBatch batch)
    {
        var fields = new List<(string Field, LiveSeries Series)>();
        foreach (var one in values.Where(value => value.Graph == graph.Name))
        {
            var (family, labels) = PluginGraph.Metric(plugin.Name, graph.Name, one.Field, graph.Types.GetValueOrDefault(one.Field, "GAUGE"));
            if (store.Catalog.Get(family, labels, "munin") is { } series)
            {
                if (!fields.Exists(field => field.Field == one.Field))
                {
                    fields.Add((one.Field, series));
                }

                if (one.Value is { } value)
                {
                    batch.Add(series, value, one.Time);
                }
            }
        }

        return fields;
    }

    private LiveSeries? Series(MetricFamily family, MuninPlugin plugin) => store.Catalog.Get(family, Labels.Of(family.Name, ("plugin", plugin.Name)), "munin");

    private void Tell(string plugin, string? failure)
    {
        lock (_failures)
        {
            var before = _failures.GetValueOrDefault(plugin);
            _failures[plugin] = failure;
            if (failure is not null && before is null)
            {
                MetricsLog.CollectorFails(log, "munin " + plugin, failure.TrimEnd('.'));
            }
            else if (failure is null && before is not null)
            {
                MetricsLog.CollectorWorks(log, "munin " + plugin);
            }
        }
    }
}
