using Microsoft.Extensions.Logging;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Time;
using Watchkeeper.Watches.Probes;
using Watchkeeper.Watches.Running;
using Watchkeeper.Watches.Sources;

namespace Watchkeeper.Watches.Lanes;

/// <summary>Makes of watches the lanes that feed them: one for each source, however many watches look at it. The one list of what a source can be.</summary>
internal sealed class LaneFactory(
    Database database, HostIdentity host, HostClock clock, BootAxis axis, RunQueues queues, Prober prober, AlarmClock alarm, ILogger<Lane> log)
{
    private readonly LaneServices _services = new(database, host, clock, axis, queues, alarm, log);

    /// <summary>A watch whose triggers go to its lane, once it has one.</summary>
    public LiveWatch MakeWatch(Watch watch)
    {
        LiveWatch? live = null;
        var evaluator = new Evaluator(watch, trigger =>
        {
            (live!.Triggers, trigger.Noticed) = (live.Triggers + 1, axis.Now);
            live.Note(clock.Read());
            live.Lane?.Sink(trigger);
        });
        return live = new LiveWatch(watch, evaluator);
    }

    public IReadOnlyList<Lane> Make(IReadOnlyList<LiveWatch> watches)
    {
        var lanes = watches.GroupBy(live => LaneName(live.Watch.Source), StringComparer.Ordinal).Select(group => Make(group.First().Watch.Source, [.. group])).ToList();
        foreach (var lane in lanes)
        {
            foreach (var live in lane.Watches)
            {
                live.Lane = lane;
            }
        }

        return lanes;
    }

    private static string LaneName(Source source) => source switch
    {
        JournalSource => "journal",
        PolledSource polled => $"{polled.Identity} every {polled.Every} within {polled.Timeout}",
        _ => source.Identity,
    };

    private Lane Make(Source source, IReadOnlyList<LiveWatch> watches) => source switch
    {
        FileSource file => new FileLane(_services, file, watches),
        JournalSource => new JournalLane(_services, watches),
        KernelSource => new KernelLane(_services, watches),
        EventSource events => new EventLane(_services, events, watches),
        PolledSource polled => new PolledLane(_services, polled, prober, watches),
        _ => throw new InvalidOperationException($"No source {source.GetType().Name} is known."),
    };
}
