using Watchkeeper.Metrics.Munin;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Tests.Metrics.Munin;

/// <summary>What plugins print, as graphs, values and metrics.</summary>
public sealed class PluginGraphTests
{
    [Fact]
    public void A_configuration_with_values_and_several_graphs_is_taken_apart()
    {
        var (graphs, values) = PluginGraph.Read(
            """
            # a comment
            multigraph disk
            graph_title Disks
            sda.label sda
            sda.type derive
            sda.value 12
            multigraph disk.sda
            graph_title sda
            rd.label reads
            rd.value 1700000000:1.5e3
            wr.label writes
            wr.value U
            """);

        Assert.Equal(["disk", "disk.sda"], graphs.Select(graph => graph.Name));
        Assert.Equal("graph_title Disks\nsda.label sda\nsda.type derive\n", graphs[0].Configuration);
        Assert.Equal("DERIVE", graphs[0].Types["sda"]);
        Assert.Equal(
            [new("disk", "sda", 12, null), new PluginValue("disk.sda", "rd", 1500, 1_700_000_000_000), new PluginValue("disk.sda", "wr", null, null)], values);
    }

    [Theory]
    [InlineData("load", "", "load", "GAUGE", "munin_load{field=\"load\"}", MetricKind.Gauge)]
    [InlineData("cpu", "", "user", "DERIVE", "munin_cpu_total{field=\"user\"}", MetricKind.Counter)]
    [InlineData("diskstats", "diskstats_iops.sda", "rdio", "GAUGE", "munin_diskstats{field=\"rdio\",graph=\"diskstats_iops.sda\"}", MetricKind.Gauge)]
    [InlineData("if_eth0.1", "", "up", "COUNTER", "munin_if_eth0_1_total{field=\"up\"}", MetricKind.Counter)]
    internal void A_field_becomes_a_series(string plugin, string graph, string field, string type, string labels, MetricKind kind)
    {
        var metric = PluginGraph.Metric(plugin, graph, field, type);

        Assert.Equal(labels, metric.Labels.ToString());
        Assert.Equal(kind, metric.Family.Kind);
    }
}
