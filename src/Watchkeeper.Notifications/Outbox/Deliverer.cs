using Microsoft.Extensions.Logging;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Diagnostics;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Notifications.Channels;

namespace Watchkeeper.Notifications.Outbox;

/// <summary>Delivers what waits for one target: takes it, words it, hands it to the channel, and has the ledger note how that ended.</summary>
internal sealed class Deliverer(
    Database database, HostIdentity host, HostClock clock, SharedClock shared, Addressbook addressbook, Ledger ledger, Counters counters, ILogger<Deliverer> log)
{
    /// <summary>For so long other hosts' rows are left to those hosts.</summary>
    public static readonly TimeSpan GraceForOthers = TimeSpan.FromSeconds(2);

    public const string SentCounter = "watchkeeper_notifications_sent_total";
    public const string SentHelp = "Messages that a channel took.";

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(1);

    private readonly Counter _sent = counters.Of(SentCounter, SentHelp);
    private readonly Counter _retried = counters.Of("watchkeeper_notifications_retries_total", "Attempts to deliver a message that are made again.");

    /// <summary>Whether this daemon can do anything about what waits: deliver it, or say that its own channel is gone.</summary>
    public bool Concerns(Waiting waiting) => waiting.Own > 0 || addressbook.Find(waiting.Target) is not null;

    /// <summary>Delivers what waits, as far as the target's pace allows.</summary>
    public async Task DeliverAsync(Waiting waiting, CancellationToken cancellation)
    {
        var target = waiting.Target;
        if (addressbook.Find(target) is not { } recipient)
        {
            await WithoutChannelAsync(target, cancellation);
            return;
        }

        for (var left = waiting.Count; left > 0;)
        {
            var batch = Guid.NewGuid().ToString("N");
            var (digest, count) = await TakeAsync(target, recipient.Pace, left, batch, cancellation);
            if (count == 0)
            {
                return;
            }

            var rows = database.Read(session => NotificationStore.Taken(session, batch, Composer.NamesInDigest).ConvertAll(row => (Row: row, Entry: Entry(session, row))));
            left = digest is not null ? 0 : left - count;
            using var delivered = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var keeping = KeepAsync(batch, delivered.Token);
            try
            {
                await (digest is not null ? GatheredAsync(target, recipient, batch, digest, rows, cancellation) : OneByOneAsync(target, recipient, batch, rows, cancellation));
            }
            finally
            {
                await delivered.CancelAsync();
                await keeping;
            }
        }
    }

    private async Task GatheredAsync(
        string target, Recipient recipient, string batch, string key, List<(Notification Row, HostEvent? Entry)> rows, CancellationToken cancellation)
    {
        var kinds = database.Read(session => NotificationStore.Kinds(session, batch));
        var digest = recipient.Composer.Digest([.. rows.Select(row => row.Entry).OfType<HostEvent>()], kinds, key);
        await (await SendAsync(target, recipient, digest, new Taken(batch, null, rows.Max(row => row.Row.Attempts), rows.All(row => IsAboutUs(row.Entry))), cancellation)).Noted;
    }

    /// <summary>While a message is on its way, what became of those before it is being committed. One that has to be tried again is not overtaken by those of its thread.</summary>
    private async Task OneByOneAsync(
        string target, Recipient recipient, string batch, List<(Notification Row, HostEvent? Entry)> rows, CancellationToken cancellation)
    {
        var noting = new List<Task>(rows.Count);
        var waiting = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            foreach (var (row, entry) in rows)
            {
                var taken = new Taken(batch, row.Id, row.Attempts, IsAboutUs(entry));
                if (entry is null)
                {
                    noting.Add(ledger.RefuseAsync(target, taken, "its event is not kept any more"));
                    continue;
                }

                var thread = NotificationStore.ThreadName(entry.Event, target);
                if (waiting.Contains(thread))
                {
                    noting.Add(ledger.GiveBackAsync(target, batch, row.Id));
                    continue;
                }

                var (noted, ended) = await SendAsync(target, recipient, recipient.Single(entry, KeyOf(entry.Event, target)), taken, cancellation);
                noting.Add(noted);
                if (ended is Delivery.Retry)
                {
                    waiting.Add(thread);
                }
            }
        }
        finally
        {
            await Task.WhenAll(noting);
        }
    }

    /// <summary>Makes one attempt; the task it gives completes when it is noted how that ended.</summary>
    private async Task<(Task Noted, Delivery Ended)> SendAsync(string target, Recipient recipient, Message message, Taken taken, CancellationToken cancellation)
    {
        var ended = await AttemptAsync(recipient.Channel, message, log, cancellation);
        switch (ended)
        {
            case Delivery.Sent:
                _sent.Add();
                NotificationsLog.Sent(log, target, message.Subject);
                return (ledger.SentAsync(taken), ended);
            case Delivery.Refused refused:
                return (ledger.RefuseAsync(target, taken, refused.Reason), ended);
            case Delivery.Retry retry:
                _retried.Add();
                return (ledger.RetryAsync(target, taken, retry), ended);
            default:
                throw new InvalidOperationException("A delivery ends in one of three ways.");
        }
    }

    /// <summary>The same for each attempt to tell one target of one event, whoever makes it.</summary>
    public static string KeyOf(Event entry, string target) => Fingerprint.Of($"{entry.Id}/{target}");

    public static async Task<Delivery> AttemptAsync(IChannel channel, Message message, ILogger log, CancellationToken cancellation)
    {
        try
        {
            return await channel.SendAsync(message, cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            NotificationsLog.ChannelFailed(log, e);
            return new Delivery.Retry($"an unexpected failure: {e.Message}");
        }
    }

    /// <summary>
    /// Takes what the pace allows now, and counts it in the same transaction, so that a kill between here and the channel makes no storm; what the pace does
    /// not allow is postponed. A digest that has to be sent again is taken as it was, and without what has come since: the other side may have it already.
    /// </summary>
    /// <param name="waiting">How many messages wait.</param>
    /// <returns>The key of the digest as which they go out, null where they go out one by one, and how many were taken.</returns>
    private Task<(string? Digest, int Count)> TakeAsync(string target, PaceOptions options, int waiting, string batch, CancellationToken cancellation)
    {
        var now = shared.Now;
        var late = now - GraceForOthers;
        return database.WriteAsync(
            transaction =>
            {
                var pace = NotificationStore.PaceOf(transaction, target);
                var digest = NotificationStore.DigestToRepeat(transaction, target, host.Id, now, late);
                var allowance = pace.Ask(options, digest is null ? waiting : 1, now);
                if (allowance.Kind == AllowanceKind.Wait)
                {
                    NotificationStore.Postpone(transaction, target, host.Id, now, late, allowance.Until);
                    NotificationStore.Keep(transaction, target, pace.Owing(options));
                    return (null, 0);
                }

                var gathers = digest is not null || allowance.Kind == AllowanceKind.Gathered;
                var limit = gathers ? int.MaxValue : Math.Min(allowance.Count, Composer.NamesInDigest);
                var count = NotificationStore.Take(transaction, target, host.Id, now, late, now + Lease, batch, limit, digest);
                if (count > 0)
                {
                    NotificationStore.Keep(transaction, target, pace.After(options, count, gathers, now));
                }

                return (gathers ? digest ?? NotificationStore.MakeDigest(transaction, target, batch, count) : null, count);
            },
            Durability.Periodic,
            cancellation);
    }

    /// <summary>Renews the lease on what was taken, so that no other daemon takes it meanwhile; until all of it is delivered.</summary>
    private async Task KeepAsync(string batch, CancellationToken delivered)
    {
        await foreach (var _ in clock.Every(RenewEvery, delivered))
        {
            try
            {
                await database.WriteAsync(transaction => NotificationStore.Renew(transaction, batch, shared.Now + Lease), Durability.Periodic, delivered);
            }
            catch (Exception e) when (e is Core.ProblemException or OperationCanceledException)
            {
                // Without the database nobody else can take it either.
            }
        }
    }

    private static bool IsAboutUs(HostEvent? entry) => entry?.Event.Type.StartsWith("notifications.", StringComparison.Ordinal) ?? false;

    private static HostEvent? Entry(Session session, Notification row) =>
        EventJournal.Find(session, row.Event) is { } entry ? new HostEvent(entry, NotificationStore.HostName(session, entry.Host)) : null;

    /// <summary>Another host may have the channel and is given the time to deliver; what is this host's own is refused.</summary>
    private async Task WithoutChannelAsync(string target, CancellationToken cancellation)
    {
        var batch = Guid.NewGuid().ToString("N");
        var now = shared.Now;
        await database.WriteAsync(
            transaction => NotificationStore.TakeOwn(transaction, target, host.Id, now, now + Lease, batch), Durability.Periodic, cancellation);
        await ledger.RefuseAsync(target, new Taken(batch, null, 1, IsQuiet: false), "no channel of this name is configured any more");
    }
}
