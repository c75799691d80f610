using System.Text.Json.Nodes;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Notifications;

namespace Watchkeeper.Benchmarks.TwoYears;

/// <summary>Fills the journal up to the wanted number of events, in the order of time, and the outbox with what was sent of them.</summary>
internal static class JournalLife
{
    private const int AtOnce = 2_000;

    private static readonly string[] Addresses = ["203.0.113.9", "198.51.100.77", "192.0.2.150", "2001:db8::53"];
    private static readonly string[] Jobs = ["postgres-dump", "sync-photos", "mail-queue", "borg-backup", "fetch-feeds"];

    public static async Task WriteAsync(Database database, LifeTime life, List<EventDraft> drafts, IReadOnlyList<PlannedBoot> boots)
    {
        drafts.AddRange(boots.Where(boot => boot.Outcome.Cause == Uptime.Boots.Cause.Storage).SelectMany(boot => DiskLife.Incident(life, boot.Ended - TimeSpan.FromSeconds(12))));
        while (drafts.Count < life.Options.Events)
        {
            drafts.AddRange(Something(life, life.Sometime()));
        }

        foreach (var some in drafts.OrderBy(draft => draft.At!.Value.Wall).Take(life.Options.Events).Chunk(AtOnce))
        {
            await database.WriteAsync(
                transaction =>
                {
                    foreach (var draft in some)
                    {
                        var entry = transaction.Append(draft);
                        if (entry.Severity <= Severity.Error)
                        {
                            Send(transaction, entry);
                        }
                    }
                },
                Durability.Periodic);
        }
    }

    /// <summary>What happens on an ordinary day, more by day than by night.</summary>
    private static IEnumerable<EventDraft> Something(LifeTime life, Instant at)
    {
        var lasted = life.Waiting(TimeSpan.FromMinutes(20));
        var end = at + lasted < life.Now ? at + lasted : life.Now;
        return life.Random.Next(1000) switch
        {
            < 80 => Pair("canaries.late", Severity.Error, "canaries.recovered", life.Pick(Jobs), "The canary {0} was expected to report and did not.", "The canary {0} reports again.", life.At(at), life.At(end)),
            < 640 => [Attack(life, at)],
            < 740 => Pair("watches.condition-raised", Severity.Warning, "watches.condition-cleared", "load", "{0}: 1 min is above 8.", "Over: {0} is below 8 again.", life.At(at), life.At(end)),
            < 960 => [DiskLife.Trifle(life, at)],
            < 962 => DiskLife.Incident(life, at),
            < 985 => [new("watchkeeper.service-failed", Severity.Warning, "", "The collector 'temperatures' failed and is started again.") { At = life.At(at) }],
            _ => Pair("watches.condition-raised", Severity.Error, "watches.condition-cleared", "disk-full", "{0}: /srv is 95 % full.", "Over: {0} is below 90 % again.", life.At(at), life.At(end)),
        };
    }

    private static EventDraft Attack(LifeTime life, Instant at)
    {
        var address = life.Pick(Addresses);
        return new("watches.fired", Severity.Notice, "ssh-brute-force", $"Five failed passwords from {address} within ten minutes.")
        {
            At = life.At(at),
            Fields = new JsonObject { ["watch"] = "ssh-brute-force", ["key"] = address, ["line"] = $"Failed password for root from {address} port 52114 ssh2" },
        };
    }

    private static IEnumerable<EventDraft> Pair(string began, Severity severity, string ended, string subject, string message, string after, Moment at, Moment end) =>
    [
        new(began, severity, subject, message.Replace("{0}", subject, StringComparison.Ordinal)) { At = at },
        new(ended, Severity.Info, subject, after.Replace("{0}", subject, StringComparison.Ordinal)) { At = end },
    ];

    private static void Send(Transaction transaction, Event entry)
    {
        var at = entry.Time.Wall;
        var batch = entry.Id.ToString();
        NotificationStore.Add(transaction, entry, "default", at, at + TimeSpan.FromDays(1));
        NotificationStore.TakeOwn(transaction, "default", entry.Host, at, at + TimeSpan.FromSeconds(30), batch);
        var refused = entry.Seq % 997 == 0;
        NotificationStore.Finish(
            transaction, batch, null, refused ? NotificationState.Refused : NotificationState.Sent, at + TimeSpan.FromSeconds(2),
            refused ? "mail.example.org refuses the message: 550 5.7.1 Service unavailable, client host blocked." : null);
    }
}
