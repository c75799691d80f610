using Microsoft.Extensions.Logging;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Diagnostics;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Notifications.Channels;

namespace Watchkeeper.Notifications.Outbox;

/// <summary>Delivers what waits for one target: takes it, words it, hands it to the channel, and writes down how that ended.</summary>
internal sealed class Deliverer(
    Database database, HostIdentity host, HostClock clock, Addressbook addressbook, LiveOptions<NotificationsOptions> options, Counters counters, ILogger<Deliverer> log)
{
    /// <summary>For so long other hosts' rows are left to those hosts.</summary>
    public static readonly TimeSpan GraceForOthers = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, Pace> _paces = new(StringComparer.Ordinal);
    private readonly Counter _sent = counters.Of("watchkeeper_notifications_sent_total", "Messages that a channel took.");
    private readonly Counter _retried = counters.Of("watchkeeper_notifications_retries_total", "Attempts to deliver a message that are made again.");
    private readonly Counter _lost = counters.Of("watchkeeper_notifications_undelivered_total", "Notifications that were refused for good or given up.");

    /// <summary>Whether this daemon can do anything about what waits: deliver it, or say that its own channel is gone.</summary>
    public bool Concerns(Waiting waiting) => waiting.Own > 0 || addressbook.Find(waiting.Target) is not null;

    public async Task DeliverAsync(string target, int waiting, CancellationToken cancellation)
    {
        if (addressbook.Find(target) is not { } recipient)
        {
            await WithoutChannelAsync(target, cancellation);
            return;
        }

        var pace = PaceOf(target);
        var allowance = pace.Ask(recipient.Pace, waiting, clock.Uptime);
        if (allowance.Kind == AllowanceKind.Wait)
        {
            await PostponeAsync(target, allowance.Until, cancellation);
            return;
        }

        var batch = Guid.NewGuid().ToString("N");
        var (count, rows) = await TakeAsync(target, batch, cancellation);
        // More may have come since they were counted.
        allowance = pace.Ask(recipient.Pace, count, clock.Uptime);
        if (count == 0)
        {
            return;
        }

        if (allowance.Kind == AllowanceKind.Wait)
        {
            var until = clock.Now + (allowance.Until - clock.Uptime);
            await database.WriteAsync(transaction => NotificationStore.GiveBack(transaction, batch, until), Durability.Periodic, cancellation);
        }
        else if (allowance.Kind == AllowanceKind.Gathered)
        {
            pace.Count(recipient.Pace, gathered: true, clock.Uptime);
            var digest = recipient.Composer.Digest([.. rows.Select(row => row.Entry).OfType<HostEvent>()], count, batch);
            await SendAsync(target, recipient, digest, batch, only: null, rows.Max(row => row.Row.Attempts), cancellation);
        }
        else
        {
            await OneByOneAsync(target, recipient, pace, batch, rows, cancellation);
        }
    }

    private async Task OneByOneAsync(
        string target, Recipient recipient, Pace pace, string batch, IReadOnlyList<(Notification Row, HostEvent? Entry)> rows, CancellationToken cancellation)
    {
        foreach (var (row, entry) in rows)
        {
            if (entry is null)
            {
                await FinishAsync(target, batch, row.Id, NotificationState.Refused, "its event is not kept any more");
                continue;
            }

            pace.Count(recipient.Pace, gathered: false, clock.Uptime);
            await SendAsync(target, recipient, recipient.Single(entry, Fingerprint.Of($"{entry.Event.Id}/{target}")), batch, row.Id, row.Attempts, cancellation);
        }
    }

    private async Task SendAsync(string target, Recipient recipient, Message message, string batch, long? only, int attempts, CancellationToken cancellation)
    {
        var delivery = await AttemptAsync(recipient.Channel, message, batch, cancellation);
        switch (delivery)
        {
            case Delivery.Sent sent:
                _sent.Add();
                NotificationsLog.Sent(log, target, message.Total, sent.Note ?? "");
                await FinishAsync(target, batch, only, NotificationState.Sent, sent.Note);
                break;
            case Delivery.Refused refused:
                await FinishAsync(target, batch, only, NotificationState.Refused, refused.Reason);
                break;
            case Delivery.Retry retry:
                _retried.Add();
                await RetryAsync(target, batch, only, attempts, retry);
                break;
        }
    }

    /// <summary>One attempt, while which the lease on the rows is renewed.</summary>
    private async Task<Delivery> AttemptAsync(IChannel channel, Message message, string batch, CancellationToken cancellation)
    {
        try
        {
            var attempt = channel.SendAsync(message, cancellation);
            while (await Task.WhenAny(attempt, Task.Delay(RenewEvery, clock, cancellation)) != attempt)
            {
                cancellation.ThrowIfCancellationRequested();
                var lease = clock.Now + Lease;
                await database.WriteAsync(transaction => NotificationStore.Renew(transaction, batch, lease), Durability.Periodic, cancellation);
            }

            return await attempt;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            NotificationsLog.ChannelFailed(log, e);
            return new Delivery.Retry($"an unexpected failure: {e.Message}");
        }
    }

    private async Task<(int Count, IReadOnlyList<(Notification Row, HostEvent? Entry)> Rows)> TakeAsync(string target, string batch, CancellationToken cancellation)
    {
        var now = clock.Now;
        var count = await database.WriteAsync(
            transaction => NotificationStore.Take(transaction, target, host.Id, now, now - GraceForOthers, now + Lease, batch), Durability.Periodic, cancellation);
        return database.Read(session =>
        {
            var rows = NotificationStore.Taken(session, batch, Composer.NamesInDigest);
            return (count, (IReadOnlyList<(Notification, HostEvent?)>)[.. rows.Select(row => (row, Entry(session, row)))]);
        });
    }

    private static HostEvent? Entry(Session session, Notification row) =>
        EventJournal.Find(session, row.Event) is { } entry ? new HostEvent(entry, NotificationStore.HostName(session, entry.Host)) : null;

    /// <summary>How it ended is written down even while the daemon stops: what was sent is not to be sent again.</summary>
    private Task FinishAsync(string target, string batch, long? only, NotificationState state, string? error)
    {
        var now = clock.Now;
        return database.WriteAsync(
            transaction =>
            {
                var count = NotificationStore.Finish(transaction, batch, only, state, now, error);
                if (state == NotificationState.Refused && count > 0)
                {
                    Complain(transaction, "notifications.refused", target, $"{count} for {target} {(count == 1 ? "was" : "were")} refused for good: {error}", count);
                }
            },
            Durability.Durable);
    }

    private async Task RetryAsync(string target, string batch, long? only, int attempts, Delivery.Retry retry)
    {
        var now = clock.Now;
        var regular = Backoff.After(attempts, Random.Shared.NextDouble());
        var wait = retry.After is { } asked && asked > regular ? (asked < options.Current.GiveUpAfter ? asked : options.Current.GiveUpAfter) : regular;
        NotificationsLog.Retrying(log, target, retry.Reason, wait.TotalSeconds);
        await database.WriteAsync(
            transaction =>
            {
                var expired = NotificationStore.Retry(transaction, batch, only, now, now + wait, retry.Reason);
                if (expired > 0)
                {
                    Complain(transaction, "notifications.gave-up", target, $"{expired} for {target} {(expired == 1 ? "was" : "were")} given up; at the last attempt {retry.Reason}", expired);
                }
            },
            Durability.Durable);
    }

    private void Complain(Transaction transaction, string type, string target, string what, int count)
    {
        transaction.Append(new EventDraft(type, Severity.Error, target, $"Undelivered: {what}.") { Fields = new() { ["count"] = count } });
        transaction.OnCommit(() => _lost.Add(count));
    }

    /// <summary>Another host may have the channel and is given the time to deliver; what is this host's own is refused.</summary>
    private async Task WithoutChannelAsync(string target, CancellationToken cancellation)
    {
        var batch = Guid.NewGuid().ToString("N");
        var now = clock.Now;
        await database.WriteAsync(
            transaction => NotificationStore.TakeOwn(transaction, target, host.Id, now, now + Lease, batch), Durability.Periodic, cancellation);
        await FinishAsync(target, batch, only: null, NotificationState.Refused, "no channel of this name is configured any more");
    }

    private Task PostponeAsync(string target, TimeSpan until, CancellationToken cancellation)
    {
        var now = clock.Now;
        var then = now + (until - clock.Uptime);
        return database.WriteAsync(transaction => NotificationStore.Postpone(transaction, target, host.Id, now, now - GraceForOthers, then), Durability.Periodic, cancellation);
    }

    private Pace PaceOf(string target)
    {
        lock (_paces)
        {
            if (!_paces.TryGetValue(target, out var pace))
            {
                _paces.Add(target, pace = new Pace());
            }

            return pace;
        }
    }
}
