using Watchkeeper.CommandLine;
using Watchkeeper.Core.CommandLine;
using Watchkeeper.Metrics;

namespace Watchkeeper.Tests.Metrics.Store;

/// <summary>What <c>metrics storage</c> prints.</summary>
public sealed class StorageTableTests
{
    [Fact]
    public void One_long_series_pads_no_other_row()
    {
        StorageView Row(string series) => new(series, 10, 20, 2, null, default, default);
        var answer = new StorageAnswer(20, 40, 2, null, 0, [Row("short"), Row($"long{{a=\"{new string('x', 280)}\"}}")]);
        var output = new StringWriter();

        TableWriter.Write(MetricsCommands.StorageTable(answer), output, new Screen(IsTerminal: false, HasColour: false, 1000));

        var lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.EndsWith("  short", lines[1]);
        Assert.True(lines[1].Length < 80);
        Assert.Contains(new string('x', 280), lines[2], StringComparison.Ordinal);
    }
}
