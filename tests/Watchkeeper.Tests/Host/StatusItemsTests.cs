using Watchkeeper.Core.Contracts;
using Watchkeeper.Core.Events;
using Watchkeeper.Status;

namespace Watchkeeper.Tests.Host;

public sealed class StatusItemsTests
{
    [Fact]
    public void A_condition_that_a_watch_makes_of_a_rooms_fault_is_the_same_thing_and_as_bad_as_the_worse_of_the_two()
    {
        var disks = new StatusLine("Disks", "", Severity.Error)
        {
            Items = [new StatusItem("loop1", "loop1: it is full.", Severity.Error), new StatusItem("sda", "sda: it cannot read.", Severity.Warning)],
        };
        var watches = new StatusLine("Condition", "", Severity.Critical)
        {
            Items =
            [
                new StatusItem("loop1", "loop1: it is full.", Severity.Critical) { IsEcho = true },
                new StatusItem("naa.5000", "sda: it cannot read.", Severity.Error) { IsEcho = true },
                new StatusItem("sdb", "sdb: it was told an hour ago.", Severity.Error) { IsEcho = true },
                new StatusItem("sda", "SMART counts reallocated sectors.", Severity.Warning),
            ],
        };

        var items = StatusJson.Items([disks, watches]).Select(item => $"{item["subject"]} {item["severity"]}");

        Assert.Equal(["loop1 critical", "sda error", "sdb error", "sda warning"], items);
    }
}
