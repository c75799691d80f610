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
        _watch.Begin(null);
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

    [Fact]
    public void What_a_filesystem_over_several_devices_counts_names_no_healthy_one()
    {
        var filesystem = _files.Full("/sys/fs/btrfs/3668c9d5-3991-4903-9c86-0978e453c2ba");
        foreach (var device in (string[])["sdy", "sdz"])
        {
            Directory.CreateDirectory(Path.Combine(filesystem, "devices", device));
        }

        Count("1", 0);
        Count("2", 1);
        Assert.Empty(Told(disksAreAsked: false));
        Count("2", 2);

        var told = Assert.Single(_watch.Compare(_tree, Minute, disksAreAsked: false));

        Assert.Equal("device 2 of the filesystem on sdy, sdz: the error counter corruption_errs rose from 1 to 2, and no line told why.", told.Message);
        Assert.Equal((1, "disks.error-counter"), (told.Count, told.RootCause));
        Assert.NotEqual(Guid.Empty, told.Incident);

        // Lines that name the second device explain it.
        _watch.Tell("sdz");
        Count("2", 3);
        Assert.Empty(Told(disksAreAsked: false));

        void Count(string number, int errors)
        {
            Directory.CreateDirectory(Path.Combine(filesystem, "devinfo", number));
            File.WriteAllText(Path.Combine(filesystem, "devinfo", number, "error_stats"), $"write_errs 0\nread_errs 0\nflush_errs 0\ncorruption_errs {errors}\ngeneration_errs 0\n");
        }
    }

    [Fact]
    public void What_rose_while_the_daemon_was_down_is_told_when_it_is_up_again()
    {
        var position = _watch.Position;
        Rise();
        var next = new CounterWatch(new ErrorCounters(_files), _clock);
        next.Begin(position);
        next.Tell("sda1");

        // Something was told of sda1, which md0 and sda share.
        Assert.Empty(next.Compare(_tree, Minute, disksAreAsked: false));

        next = new CounterWatch(new ErrorCounters(_files), _clock);
        next.Begin(position);
        Assert.Equal(["sda: the error counter ioerr_cnt rose from 3 to 31, and no line told why.", "md0: the error counter errors_count rose from 0 to 2, and no line told why."],
            next.Compare(_tree, Minute, disksAreAsked: false).Select(told => told.Message).OrderDescending(StringComparer.Ordinal));
        Assert.Equal(next.Position, CounterReading.Parse(next.Position, _clock.BootId)!.ToText(_clock.BootId));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("no reading")]
    [InlineData("4e2f4b5c-0000-4000-8000-000000000001\t638990000000000000\nsda\tioerr_cnt\t5\t\t1")]
    public void What_another_boot_counted_or_nobody_says_nothing_of_this_one(string? position)
    {
        var next = new CounterWatch(new ErrorCounters(_files), _clock);
        next.Begin(position);

        Assert.Empty(next.Compare(_tree, Minute, disksAreAsked: false));
        Rise();
        Assert.Equal(2, next.Compare(_tree, Minute, disksAreAsked: false).Count);
    }

    public void Dispose() => _root.Dispose();

    private void Rise(string requests = "31", string? errors = "2")
    {
        File.WriteAllText(_files.Full("/sys/block/sda/device/ioerr_cnt"), requests + "\n");
        File.WriteAllText(_files.Full("/sys/fs/ext4/md0/errors_count"), errors + "\n");
    }

    private IEnumerable<string> Told(bool disksAreAsked) =>
        _watch.Compare(_tree, Minute, disksAreAsked).Select(draft => $"{draft.Type} of {draft.Device}").Order(StringComparer.Ordinal);
}
