using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Disks.Devices;

namespace Watchkeeper.Disks.Counters;

/// <summary>Compares the error counters with what was told: a rise of which no line told is an event too.</summary>
internal sealed class CounterWatch(ErrorCounters counters, HostClock clock)
{
    private readonly Dictionary<string, TimeSpan> _told = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<ErrorCounter, long> _last = new Dictionary<ErrorCounter, long>();

    /// <summary>When the counters were read last, in boot time.</summary>
    public TimeSpan ReadAt { get; private set; }

    /// <summary>Something was told about a device.</summary>
    public void Tell(string device) => _told[device] = clock.Uptime;

    /// <summary>Reads the counters, and gives an event for each rise of the last interval that nothing explains.</summary>
    /// <param name="interval">What was told up to twice as long ago explains a rise.</param>
    /// <param name="disksAreAsked">Disks that are asked for their health count each question that they do not know as an error: then their own account has to do.</param>
    public IReadOnlyList<EventDraft> Compare(DeviceTree tree, TimeSpan interval, bool disksAreAsked)
    {
        var now = counters.Read();
        var drafts = ErrorCounters.Rises(_last, now)
            .Where(rise => !IsTold(rise.Counter.Device, tree, interval * 2) && !(disksAreAsked && rise.Counter.Name == ErrorCounters.RequestErrors))
            .Select(rise => DiskEventDrafts.CounterRose(rise.Counter, tree.Find(rise.Counter.Device), rise.From, rise.To)).ToList();
        (_last, ReadAt) = (now, clock.Uptime);
        return drafts;
    }

    private bool IsTold(string name, DeviceTree tree, TimeSpan within)
    {
        IEnumerable<string> related = tree.Find(name) is { } device ? [device.Name, .. tree.AllBelow(device).Concat(tree.AllAbove(device)).Select(each => each.Name)] : [name];
        return related.Any(each => _told.TryGetValue(each, out var told) && clock.Uptime - told < within);
    }
}
