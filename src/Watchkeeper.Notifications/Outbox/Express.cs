using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Diagnostics;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Notifications.Channels;

namespace Watchkeeper.Notifications.Outbox;

/// <summary>
/// Delivers what cannot be put into the outbox: notifications of events that are told while the database is away, which may well be what they tell of. They are
/// kept in memory and bear the keys that the outbox would give them; what was sent is entered there as sent when its event is stored. A daemon that dies before
/// that tells the same again.
/// </summary>
internal sealed class Express(
    LiveOptions<NotificationsOptions> options, Addressbook addressbook, HostIdentity host, HostClock clock, Counters counters, ILogger<Express> log) : BackgroundService
{
    /// <summary>What comes beyond that waits for the outbox.</summary>
    private const int Most = 1000;

    /// <summary>Events come in crowds: what comes within this time is seen as one.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(40);

    private readonly Lock _gate = new();
    private readonly List<Parcel> _parcels = [];
    private readonly Dictionary<string, Road> _roads = new(StringComparer.Ordinal);
    private readonly Bell _bell = new(clock);
    private readonly Counter _sent = counters.Of(Deliverer.SentCounter, Deliverer.SentHelp);

    private enum Stage
    {
        Waits,
        Sent,

        /// <summary>For the outbox to try again, and to complain of.</summary>
        Left,
    }

    private sealed class Parcel(Event entry, string target)
    {
        public Event Entry => entry;

        public string Target => target;

        public Stage Stage { get; set; }
    }

    /// <summary>What goes out as one message.</summary>
    private sealed record Batch(string Key, List<Parcel> Parcels, bool IsDigest)
    {
        public static Batch Single(Parcel parcel) => new(Deliverer.KeyOf(parcel.Entry, parcel.Target), [parcel], IsDigest: false);

        public static Batch Digest(string target, List<Parcel> parcels) =>
            new(Fingerprint.Of($"{target}/{parcels[0].Entry.Id}-{parcels[^1].Entry.Id}/{parcels.Count}"), parcels, IsDigest: true);
    }

    /// <summary>The way to one target.</summary>
    private sealed class Road
    {
        /// <summary>The digest that has to be sent again: as it was, because the other side may have it already, and without what has come since.</summary>
        public Batch? Unsent { get; set; }

        public Pace Pace { get; set; }

        public TimeSpan ClosedUntil { get; set; }

        public int Attempts { get; set; }
    }

    /// <param name="stored">Completes when the event is in the journal and its notifications in the outbox: they are none of ours then.</param>
    public void Take(Event entry, Task stored)
    {
        var targets = Router.Targets(entry, options.Current);
        lock (_gate)
        {
            _parcels.AddRange(targets.Take(Most - _parcels.Count).Select(target => new Parcel(entry, target)));
        }

        _ = stored.ContinueWith(_ => Forget(entry.Id), TaskContinuationOptions.ExecuteSynchronously);
        _bell.Ring();
    }

    public bool HasSent(Guid entry, string target)
    {
        lock (_gate)
        {
            return _parcels.Exists(parcel => parcel.Stage == Stage.Sent && parcel.Entry.Id == entry && parcel.Target == target);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var targets = Waiting();
            await Task.WhenAll(targets.Select(target => DeliverAsync(target.Key, [.. target], stoppingToken)));
            await _bell.WaitAsync(UntilNext(), stoppingToken);
            await Task.Delay(Gather, clock, stoppingToken);
        }
    }

    private async Task DeliverAsync(string target, List<Parcel> parcels, CancellationToken cancellation)
    {
        var road = RoadTo(target);
        if (clock.Uptime < road.ClosedUntil)
        {
            return;
        }

        if (addressbook.Find(target) is not { } recipient)
        {
            Mark(parcels, Stage.Left);
            return;
        }

        var again = Remaining(road.Unsent);
        var allowance = road.Pace.Ask(recipient.Pace, again is null ? parcels.Count : 1, clock.Now);
        if (allowance.Kind == AllowanceKind.Wait)
        {
            road.Pace = road.Pace.Owing(recipient.Pace);
            road.ClosedUntil = clock.Uptime + (allowance.Until - clock.Now);
            return;
        }

        List<Batch> batches = again is not null ? [again]
            : allowance.Kind == AllowanceKind.Gathered ? [Batch.Digest(target, parcels)]
            : [.. parcels.Take(allowance.Count).Select(Batch.Single)];
        foreach (var batch in batches)
        {
            road.Pace = road.Pace.After(recipient.Pace, batch.Parcels.Count, batch.IsDigest, clock.Now);
            if (!await TrySendAsync(target, road, recipient, batch, cancellation))
            {
                return;
            }
        }

        List<Parcel> rest = [.. parcels.Except(batches.SelectMany(batch => batch.Parcels))];
        if (rest.Count > 0)
        {
            await DeliverAsync(target, rest, cancellation);
        }
    }

    /// <summary>What of a digest is still ours to send: what was stored meanwhile is the outbox's. Null where there is nothing.</summary>
    private Batch? Remaining(Batch? unsent)
    {
        lock (_gate)
        {
            return unsent?.Parcels.Where(_parcels.Contains).ToList() is { Count: > 0 } left ? unsent with { Parcels = left } : null;
        }
    }

    /// <summary>False when it has to be tried again: what is behind it does not overtake it.</summary>
    private async Task<bool> TrySendAsync(string target, Road road, Recipient recipient, Batch batch, CancellationToken cancellation)
    {
        var message = Word(recipient, batch);
        road.Attempts++;
        switch (await Deliverer.AttemptAsync(recipient.Channel, message, log, cancellation))
        {
            case Delivery.Sent:
                _sent.Add();
                NotificationsLog.Sent(log, target, message.Subject);
                Mark(batch.Parcels, Stage.Sent);
                break;
            case Delivery.Retry retry:
                var wait = Backoff.After(road.Attempts, Random.Shared.NextDouble(), retry.Unreached);
                wait = retry.After > wait ? retry.After.Value : wait;
                NotificationsLog.Retrying(log, target, retry.Reason, wait.TotalSeconds);
                (road.ClosedUntil, road.Unsent) = (clock.Uptime + wait, batch.IsDigest ? batch : null);
                return false;
            default:
                Mark(batch.Parcels, Stage.Left);
                break;
        }

        (road.Attempts, road.Unsent) = (0, null);
        return true;
    }

    private Message Word(Recipient recipient, Batch batch)
    {
        if (!batch.IsDigest)
        {
            return recipient.Single(new HostEvent(batch.Parcels[0].Entry, host.Name), batch.Key);
        }

        var kinds = batch.Parcels.CountBy(parcel => parcel.Entry.Type).OrderByDescending(kind => kind.Value).Select(kind => (kind.Key, kind.Value)).ToList();
        return recipient.Composer.Digest([.. batch.Parcels.Take(Composer.NamesInDigest).Select(parcel => new HostEvent(parcel.Entry, host.Name))], kinds, batch.Key);
    }

    private List<IGrouping<string, Parcel>> Waiting()
    {
        lock (_gate)
        {
            return [.. _parcels.Where(parcel => parcel.Stage == Stage.Waits).GroupBy(parcel => parcel.Target)];
        }
    }

    private TimeSpan UntilNext()
    {
        var waiting = Waiting();
        var next = waiting.Count == 0 ? Timeout.InfiniteTimeSpan : waiting.Min(target => RoadTo(target.Key).ClosedUntil) - clock.Uptime;
        return waiting.Count == 0 || next > TimeSpan.Zero ? next : TimeSpan.Zero;
    }

    private Road RoadTo(string target)
    {
        lock (_gate)
        {
            return _roads.TryGetValue(target, out var road) ? road : _roads[target] = new Road();
        }
    }

    private void Mark(List<Parcel> parcels, Stage stage)
    {
        lock (_gate)
        {
            foreach (var parcel in parcels)
            {
                parcel.Stage = stage;
            }
        }
    }

    private void Forget(Guid entry)
    {
        lock (_gate)
        {
            _parcels.RemoveAll(parcel => parcel.Entry.Id == entry);
        }
    }
}
