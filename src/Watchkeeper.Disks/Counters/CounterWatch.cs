using Watchkeeper.Core.Time;
using Watchkeeper.Disks.Devices;
using Watchkeeper.Disks.Incidents;

namespace Watchkeeper.Disks.Counters;

/// <summary>Compares the error counters with what was told: a rise of which no line told is an event too.</summary>
internal sealed class CounterWatch(ErrorCounters counters, HostClock clock)
{
    private readonly RecentTimes<string> _told = new();
    private CounterReading _last = new(Instant.Epoch, new Dictionary<ErrorCounter, long>());

    /// <summary>The name under which the last reading is kept beside the positions of the sources.</summary>
    public const string Source = "/sys";

    /// <summary>Where the counters stand, for <see cref="Begin"/> after a restart.</summary>
    public string Position => _last.ToText(clock.BootId);

    /// <summary>When the counters were read last, in boot time.</summary>
    public TimeSpan ReadAt { get; private set; }

    /// <summary>
    /// Begins with what an earlier run of the same boot has read last: what rose since then is compared when an interval is over, and the logs of the time between
    /// have been read. Without it, with the counters as they are.
    /// </summary>
    public void Begin(string? position)
    {
        _last = CounterReading.Parse(position, clock.BootId) ?? Reading();
        ReadAt = clock.Uptime;
    }

    /// <summary>Something was told about a device.</summary>
    public void Tell(string device) => _told.Set(device, clock.Uptime);

    /// <summary>Reads the counters, and gives an event for each rise of the last interval that nothing explains.</summary>
    /// <param name="interval">What was told up to twice as long ago explains a rise.</param>
    /// <param name="disksAreAsked">Disks that are asked for their health count each question that they do not know as an error: then their own account has to do.</param>
    public IReadOnlyList<DiskEvent> Compare(DeviceTree tree, TimeSpan interval, bool disksAreAsked)
    {
        var now = Reading();
        var events = ErrorCounters.Rises(_last.Values, now.Values)
            .Where(rise => !IsTold(rise.Counter, tree, interval * 2) && !(disksAreAsked && rise.Counter.Name == ErrorCounters.RequestErrors))
            .Select(rise => Rose(rise.Counter, tree, rise.From, rise.To)).ToList();
        (_last, ReadAt) = (now, clock.Uptime);
        return events;
    }

    private CounterReading Reading() => new(clock.Now, counters.Read());

    private static DiskEvent Rose(ErrorCounter counter, DeviceTree tree, long from, long to)
    {
        var device = counter.Member is null ? tree.Called(counter.Device) : null;
        var name = counter.Member is null ? counter.Device : $"{counter.Member} of the filesystem on {counter.Device}";
        return new DiskEvent("disks.error-counter", counter.Severity, counter.Device, $"{name}: the error counter {counter.Name} rose from {from} to {to}, and no line told why.")
        {
            Wwid = device?.Wwid,
            Path = device?.PreferredPath,
            Kind = device?.Kind,
            Subsystem = "counter",
            Incident = Guid.NewGuid(),
            RootCause = "disks.error-counter",
            RootDevice = counter.Device,
            MountPoints = device?.MountPoints ?? [],
            Transport = device?.Transport,
            Facts = new Dictionary<string, string>(StringComparer.Ordinal) { ["counter"] = counter.Name, ["from"] = $"{from}", ["to"] = $"{to}" },
        };
    }

    /// <summary>Whether something was told of the device, or one of the devices, or of what is below or above it.</summary>
    private bool IsTold(ErrorCounter counter, DeviceTree tree, TimeSpan within) => counter.Device.Split(", ").Any(name =>
    {
        IEnumerable<string> related = tree.Called(name) is { } device ? [device.Name, .. tree.AllBelow(device).Concat(tree.AllAbove(device)).Select(each => each.Name)] : [name];
        return related.Any(each => _told.IsWithin(each, clock.Uptime, within));
    });
}
