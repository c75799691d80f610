using Watchkeeper.Disks.Counters;
using Watchkeeper.Disks.Devices;
using Watchkeeper.Tests.Core.Time;
using Watchkeeper.Tests.Logs;

namespace Watchkeeper.Tests.Disks;

/// <summary>A counter that rises without a line is an event, and only then.</summary>
public sealed class CounterWatchTests : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _root = new();
    private readonly FakeHostClock _clock = new();
    private readonly HostFiles _files;
    private readonly DeviceTree _tree;
    private readonly CounterWatch _watch;

    public CounterWatchTests()
    {
        HostTreeText.Make(_root.Path, File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Disks", "Fixtures", "host.txt")));
        _files = new HostFiles(_root.Path);
        _tree = new DeviceTree(new DeviceReader(_files).Read());
        _watch = new CounterWatch(new ErrorCounters(_files), _clock);
        Assert.Empty(_watch.Compare(_tree, Minute, disksAreAsked: false));
    }

    [Fact]
    public void A_rise_of_which_no_line_told_is_an_event_and_what_is_asked_of_disks_is_no_rise()
    {
        Rise();

        Assert.Equal(["disks.error-counter of md0", "disks.error-counter of sda"], Told(disksAreAsked: false));
        Assert.Empty(Told(disksAreAsked: false));

        Rise("33");
        Assert.Empty(Told(disksAreAsked: true));
    }

    [Fact]
    public void What_was_told_of_the_device_or_of_one_below_or_above_it_explains_a_rise()
    {
        // md0 stands on sda1, and that on sda.
        _watch.Tell("sda");
        Rise();
        Assert.Empty(Told(disksAreAsked: false));

        _clock.Advance(Minute * 3);
        Rise("34", "9");
        Assert.Equal(["disks.error-counter of md0", "disks.error-counter of sda"], Told(disksAreAsked: false));
    }

    public void Dispose() => _root.Dispose();

    private void Rise(string requests = "31", string? errors = "2")
    {
        File.WriteAllText(_files.Full("/sys/block/sda/device/ioerr_cnt"), requests + "\n");
        File.WriteAllText(_files.Full("/sys/fs/ext4/md0/errors_count"), errors + "\n");
    }

    private IEnumerable<string> Told(bool disksAreAsked) =>
        _watch.Compare(_tree, Minute, disksAreAsked).Select(draft => $"{draft.Type} of {(string?)draft.Fields!["device"]}").Order(StringComparer.Ordinal);
}
