using System.Runtime.CompilerServices;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Core.Events;

/// <summary>The journal as it stands in the database's tables.</summary>
internal sealed class TableJournal(Database database, JournalWatch watch, WaitingEvents? waiting = null) : EventJournal
{
    /// <summary>How many kinds one statement asks for; SQLite's limit for the parts of a compound statement is 500.</summary>
    private const int KindsAtOnce = 200;

    private const int FollowAtOnce = 500;

    public override Task<Event> AppendAsync(EventDraft draft, CancellationToken cancellation = default) =>
        database.WriteAsync(transaction => transaction.Append(draft), Durability.Durable, cancellation);

    public override IReadOnlyList<Event> Waiting => waiting is null ? [] : [.. waiting.After(0).Select(one => one.Entry)];

    public override Event? Find(Guid id)
    {
        var ahead = Waiting.FirstOrDefault(one => one.Id == id);
        try
        {
            return database.Read(session => Find(session, id)) ?? ahead;
        }
        catch (ProblemException) when (ahead is not null)
        {
            return ahead;
        }
    }

    public override void TellAhead(IReadOnlyList<EventDraft> drafts, Task stored)
    {
        (waiting ?? throw new InvalidOperationException("A journal that is only read is told nothing.")).Add(drafts, stored);
        watch.Signal();
    }

    public override IReadOnlyList<Event> Read(EventQuery query)
    {
        // What is stored between the two is in both.
        var ahead = query.AndWaiting ? Waiting.Where(query.Matches).ToList() : [];
        var stored = ReadStored(query);
        if (ahead.Count == 0)
        {
            return stored;
        }

        List<Event> all = [.. stored, .. ahead.ExceptBy(stored.Select(one => one.Id), one => one.Id)];
        all.Sort(InOrder);
        return Newest(all, query.Limit);
    }

    private List<Event> ReadStored(EventQuery query) => database.Read(session =>
    {
        var kinds = EventStore.Kinds(session).Where(query.Matches).Select(kind => kind.Key).ToList();
        if (kinds.Count == 0)
        {
            return [];
        }

        var found = EventStore.Recent(session, kinds, query)
            ?? [.. kinds.Chunk(KindsAtOnce).SelectMany(some => EventStore.Newest(session, some, query))];
        found.Sort(InOrder);
        return Newest(found, query.Limit);
    });

    public override IReadOnlyList<EventCount> Count(EventQuery query, int slices)
    {
        var (since, until) = (query.Since ?? Instant.Epoch, query.Until ?? throw new ArgumentException("The range has no end.", nameof(query)));
        var width = Math.Max(1, ((until - since).Ticks / TimeSpan.TicksPerMicrosecond) / slices);
        return database.Read(session =>
        {
            var counts = new List<EventCount>();
            foreach (var kind in EventStore.Kinds(session).Where(query.Matches))
            {
                foreach (var (slice, count) in EventStore.Count(session, kind.Key, query.Subject, since, until, width))
                {
                    counts.Add(new EventCount((int)Math.Min(slice, slices - 1), kind.Type, kind.Severity, count));
                }
            }

            return counts;
        });
    }

    public override IAsyncEnumerable<Event> FollowAsync(EventQuery query, EventCursor? after, CancellationToken cancellation) =>
        Follow(query, after is null ? Here() : new Dictionary<string, long>(after.Seen, StringComparer.Ordinal), after is null ? waiting?.Last ?? 0 : 0, cancellation);

    private static List<Event> Newest(List<Event> events, int? limit) => limit is { } most && events.Count > most ? events[^most..] : events;

    private static int InOrder(Event left, Event right)
    {
        var byTime = left.Time.Wall.CompareTo(right.Time.Wall);
        var byHost = byTime != 0 ? byTime : string.CompareOrdinal(left.Host, right.Host);
        return byHost != 0 ? byHost : left.Seq.CompareTo(right.Seq);
    }

    /// <summary>Where the journal ends now, so that "from now on" means from the call and not from when its result is first asked.</summary>
    private Dictionary<string, long>? Here()
    {
        try
        {
            return database.Read(session => EventStore.Hosts(session).ToDictionary(host => host.Id, host => host.LastSeq, StringComparer.Ordinal));
        }
        catch (ProblemException problem) when (problem.Kind == ProblemKind.Unavailable)
        {
            return null;
        }
    }

    private async IAsyncEnumerable<Event> Follow(
        EventQuery query, Dictionary<string, long>? seen, long ahead, [EnumeratorCancellation] CancellationToken cancellation)
    {
        watch.Join();
        try
        {
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                var change = watch.Next;
                seen ??= Here();
                foreach (var (number, item) in query.AndWaiting && waiting is not null ? waiting.After(ahead) : [])
                {
                    ahead = number;
                    if (query.Matches(item))
                    {
                        yield return item;
                    }
                }

                var news = seen is null ? [] : News(seen);
                foreach (var item in news)
                {
                    if (query.Matches(item))
                    {
                        yield return item;
                    }

                    seen![item.Host] = item.Seq;
                }

                if (news.Count == 0)
                {
                    await change.WaitAsync(cancellation);
                }
            }
        }
        finally
        {
            watch.Leave();
        }
    }

    /// <summary>What each host has appended after what was seen of it; nothing while the database is away.</summary>
    private List<Event> News(Dictionary<string, long> seen)
    {
        try
        {
            return database.Read(session =>
            {
                var news = new List<Event>();
                foreach (var host in EventStore.Hosts(session))
                {
                    if (host.LastSeq > seen.GetValueOrDefault(host.Id))
                    {
                        news.AddRange(EventStore.After(session, host.Key, seen.GetValueOrDefault(host.Id), FollowAtOnce));
                    }
                }

                return news;
            });
        }
        catch (ProblemException problem) when (problem.Kind == ProblemKind.Unavailable)
        {
            return [];
        }
    }
}
