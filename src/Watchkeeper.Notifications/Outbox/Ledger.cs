using Microsoft.Extensions.Logging;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Diagnostics;
using Watchkeeper.Core.Events;
using Watchkeeper.Notifications.Channels;

namespace Watchkeeper.Notifications.Outbox;

/// <summary>Rows of the outbox that this daemon has taken.</summary>
/// <param name="Batch">Under which they were taken.</param>
/// <param name="Only">One row of the batch, or null for all of it.</param>
/// <param name="Attempts">How many there have been, the present one included.</param>
/// <param name="IsQuiet">Whether they are about undelivered notifications themselves: their own failure makes no event, which would go round in circles.</param>
internal readonly record struct Taken(string Batch, long? Only, int Attempts, bool IsQuiet);

/// <summary>
/// Notes how deliveries ended. It does so even while the daemon stops: what was sent is not to be sent again. What will not be delivered becomes an event in
/// the same transaction.
/// </summary>
internal sealed class Ledger(Database database, SharedClock clock, LiveOptions<NotificationsOptions> options, Counters counters, ILogger<Ledger> log)
{
    private readonly Counter _lost = counters.Of("watchkeeper_notifications_undelivered_total", "Notifications that were refused for good or given up.");

    public Task SentAsync(Taken taken)
    {
        var now = clock.Now;
        return database.WriteAsync(transaction => NotificationStore.Finish(transaction, taken.Batch, taken.Only, NotificationState.Sent, now, error: null), Durability.Durable);
    }

    /// <summary>It has to wait for an older one of its thread.</summary>
    public Task GiveBackAsync(string target, string batch, long id)
    {
        var now = clock.Now;
        return database.WriteAsync(transaction => NotificationStore.GiveBack(transaction, target, batch, id, now), Durability.Periodic);
    }

    public Task RefuseAsync(string target, Taken taken, string reason)
    {
        var now = clock.Now;
        return database.WriteAsync(
            transaction =>
            {
                var count = NotificationStore.Finish(transaction, taken.Batch, taken.Only, NotificationState.Refused, now, reason);
                Complain(transaction, "notifications.refused", target, taken, count, "refused for good", reason);
            },
            Durability.Durable);
    }

    public Task RetryAsync(string target, Taken taken, Delivery.Retry retry)
    {
        var now = clock.Now;
        var wait = Backoff.After(taken.Attempts, Random.Shared.NextDouble(), retry.Unreached);
        if (retry.After is { } asked && asked > wait)
        {
            wait = asked < options.Current.GiveUpAfter ? asked : options.Current.GiveUpAfter;
        }

        NotificationsLog.Retrying(log, target, retry.Reason, wait.TotalSeconds);
        return database.WriteAsync(
            transaction =>
            {
                var expired = NotificationStore.Retry(transaction, taken.Batch, taken.Only, now, now + wait, retry.Reason);
                Complain(transaction, "notifications.gave-up", target, taken, expired, "given up", retry.Reason);
            },
            Durability.Durable);
    }

    private void Complain(Transaction transaction, string type, string target, Taken taken, int count, string fate, string reason)
    {
        if (count > 0 && !taken.IsQuiet)
        {
            var parsed = Target.Parse(target);
            var (messages, were) = count == 1 ? ("A message", "was") : ($"{count} messages", "were");
            var sentence = $"{messages} for {parsed.ForPeople} could not be delivered and {were} {fate}: {reason.TrimEnd('.')}.";
            transaction.Append(new EventDraft(type, Severity.Error, parsed.Subject, sentence)
            {
                Fields = new() { ["count"] = count, ["target"] = target },
            });
        }

        transaction.OnCommit(() => _lost.Add(count));
    }
}
