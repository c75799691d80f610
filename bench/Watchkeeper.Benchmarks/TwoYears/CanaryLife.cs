using System.Text;
using Watchkeeper.Canaries;
using Watchkeeper.Canaries.Schedules;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;

namespace Watchkeeper.Benchmarks.TwoYears;

/// <summary>Canaries as hosts have them, each with the newest pings of its life, lived by the room's own rules.</summary>
internal static class CanaryLife
{
    private const int Pings = 40;

    private static readonly string[] Jobs =
        ["postgres-dump", "sync-photos", "renew-certificates", "mail-queue", "borg-backup", "rotate-logs", "warm-cache", "fetch-feeds", "zfs-scrub", "index-search", "rebuild-site", "check-invoices"];

    private static readonly string[] Places = ["atlas", "hermes", "vega", "orion", "lyra", "nas", "router", "mail", "web", "db"];

    private static readonly (string Text, TimeSpan Period)[] Schedules =
    [
        ("1800", TimeSpan.FromMinutes(30)), ("3600", TimeSpan.FromHours(1)), ("86400", TimeSpan.FromDays(1)),
        ("0 3 * * * Europe/Paris", TimeSpan.FromDays(1)), ("604800", TimeSpan.FromDays(7)),
    ];

    /// <returns>What the journal was told of them in two years.</returns>
    public static List<EventDraft> Write(Transaction transaction, LifeTime life, Vantage vantage)
    {
        var rules = new Life([]);
        var (entry, drafts) = (0L, new List<EventDraft>());
        for (var i = 0; i < life.Options.Canaries; i++)
        {
            var name = i < Jobs.Length ? Jobs[i] : $"{Jobs[i % Jobs.Length]} on {Places[i / Jobs.Length % Places.Length]} {1 + (i / (Jobs.Length * Places.Length))}".Replace(" 1", "", StringComparison.Ordinal);
            var (schedule, period) = i < 3 ? Schedules[3] : life.Pick(Schedules);
            var settings = new CanarySettings
            {
                Name = name,
                Slug = Slug.Of(name),
                Schedule = ScheduleReader.Read(schedule, out _)!,
                Grace = period / 4,
                Tags = [life.Pick<string>(["backup", "web", "mail", "database"]), Places[i % Places.Length]],
                Description = i % 5 == 0 ? "Runs from cron." : "",
            };
            var entries = new List<Entry>();
            var canary = Live(rules, life, Create(rules, life, i + 1, settings, entries), period, entries, late: i is 4 or 40, drafts);
            entry = Keep(transaction, vantage, canary, entries, entry);
        }

        CanaryStore.Advance(transaction, entry, life.Options.Canaries);
        return drafts;
    }

    private static Canary Create(Life rules, LifeTime life, long key, CanarySettings settings, List<Entry> entries)
    {
        var id = string.Create(8, life.Random, static (text, random) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                text[i] = (char)('a' + random.Next(26));
            }
        });
        var made = rules.Create(key, id, settings, paused: false, life.At(life.From + ((life.Now - life.From) * 0.3 * life.Random.NextDouble())));
        entries.Add(made.Entry);
        return made.After;
    }

    /// <summary>Its newest pings, one a period; some fail, and one that is late has missed the last two.</summary>
    private static Canary Live(Life rules, LifeTime life, Canary canary, TimeSpan period, List<Entry> entries, bool late, List<EventDraft> drafts)
    {
        var last = late ? 2.2 : 0.3 * life.Random.NextDouble();
        for (var i = Pings; i >= 0; i--)
        {
            var at = life.Now - (period * (i + last));
            if (at < canary.Created)
            {
                continue;
            }

            var failed = i > 2 && life.Random.Next(150) == 0;
            var ping = failed ? Ping.Exit(1 + life.Random.Next(3)) with { Body = "rsync: connection unexpectedly closed (0 bytes received so far) [sender]\nrsync error: unexplained error (code 255)\n"u8.ToArray() }
                : i < 5 ? Ping.Success with { Duration = period / 60, Body = Encoding.UTF8.GetBytes($"{1_000 + life.Random.Next(9_000)} files copied, 0 failed\n") }
                : Ping.Success;
            canary = Take(rules.Ping(canary, ping, life.At(at)), entries, drafts);
        }

        if (!late && canary.Deadline is { } deadline && deadline.HasPassed(life.At(life.Now)))
        {
            // The schedule is a calendar's, and its hour lies between the last ping and now.
            canary = Take(rules.Ping(canary, Ping.Success, life.At(life.Now - TimeSpan.FromMinutes(life.Random.Next(1, 50)))), entries, drafts);
        }

        return late && rules.Ring(canary with { Deadline = new Due(life.Now - period, life.At(life.Now - period).SinceBoot) }, life.At(life.Now - (period * 0.9))) is { } rung
            ? Take(rung, entries, drafts)
            : canary;
    }

    private static Canary Take(Change change, List<Entry> entries, List<EventDraft> drafts)
    {
        entries.Add(change.Entry);
        if (change.Notice is { } notice)
        {
            drafts.Add(CanaryEvents.Draft(change.After, notice, change.Entry, []));
        }

        return change.After;
    }

    private static long Keep(Transaction transaction, Vantage vantage, Canary canary, List<Entry> entries, long entry)
    {
        CanaryStore.Insert(transaction, canary, vantage);
        foreach (var one in entries)
        {
            CanaryStore.Append(transaction, canary.Key, one with { Number = ++entry }, vantage);
        }

        return entry;
    }
}
