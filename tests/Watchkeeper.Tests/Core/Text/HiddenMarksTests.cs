using System.Globalization;
using Watchkeeper.Core.Text;

namespace Watchkeeper.Tests.Core.Text;

public sealed class HiddenMarksTests
{
    [Fact]
    public void The_command_line_and_the_web_interface_hide_the_same()
    {
        var web = File.ReadAllText(Path.Combine(Repository.Root, "web/src/format/hidden.ts"));
        var pairs = web.Split('\n').Select(line => line.Trim(' ', '[', ']', ',')).Where(line => line.StartsWith("0x", StringComparison.Ordinal))
            .Select(line => line.Split(", ").Select(each => int.Parse(each[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToArray())
            .Select(pair => (pair[0], pair[1]));

        Assert.Equal(HiddenMarks.Ranges, pairs);
    }
}
