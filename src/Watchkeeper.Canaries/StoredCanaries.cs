using Microsoft.Extensions.Logging;
using Watchkeeper.Core;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Canaries;

/// <summary>Brings what is stored into a book: at start, when other daemons wrote, and for a command line without a daemon.</summary>
internal static class StoredCanaries
{
    /// <summary>So many entries of a history are shown unless more, or fewer, are asked for.</summary>
    public const int UsualEntries = 100;

    public const int MostEntries = 10_000;

    private const int ManyCanaries = 10_000;

    /// <summary>The canaries of a daemon that is not running.</summary>
    public static CanaryBook Read(Database database, HostClock clock)
    {
        var book = new CanaryBook();
        database.Read(session =>
        {
            CanaryStore.ReadAll(session, new Vantage("", clock.BootId, clock.Read()), book.Put);
            return true;
        });
        return book;
    }

    /// <summary>A canary with the newest entries of its history, and how many there are.</summary>
    /// <param name="most">From 1 to <see cref="MostEntries"/>.</param>
    public static CanaryView View(Database database, Canary canary, int most) => most is < 1 or > MostEntries
        ? throw new ProblemException(ProblemKind.BadRequest, $"limit is a number from 1 to {MostEntries}.")
        : database.Read(session => CanaryView.Of(canary, CanaryStore.History(session, canary.Key, most)) with { HistoryTotal = CanaryStore.CountEntries(session, canary.Key) });

    /// <summary>Fills a daemon's book at its start.</summary>
    /// <param name="passed">The canaries whose deadline, or the limit of a run of whose, passed while no daemon on this database was there.</param>
    /// <returns>For how long none was there.</returns>
    public static TimeSpan Load(Database database, Vantage vantage, CanaryBook book, out List<Canary> passed)
    {
        var absence = database.Read(session =>
        {
            book.Seen = CanaryStore.Counters(session).Entry;
            book.Reserve(CanaryStore.Count(session));
            return CanaryStore.Absence(session, vantage);
        }) ?? TimeSpan.Zero;
        var found = new List<Canary>();
        database.Read(session =>
        {
            CanaryStore.ReadAll(session, vantage, canary =>
            {
                book.Put(canary);
                if (Operations.IsForgivable(canary, absence, vantage.Now))
                {
                    found.Add(canary);
                }
            });
            return true;
        });
        passed = found;
        return absence;
    }

    /// <summary>Reading very many leaves as much behind as it keeps; a daemon that stays for months begins without it, once those are answered who waited for it.</summary>
    public static void TidyUp(CanaryBook book)
    {
        if (book.Count > ManyCanaries)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }

    /// <summary>Brings in what other daemons on the same database wrote.</summary>
    /// <exception cref="ProblemException">The database is away.</exception>
    public static void CatchUp(this CanaryBook book, Database database, Vantage vantage)
    {
        var (entry, changed) = database.Read(session =>
        {
            var newest = CanaryStore.Counters(session).Entry;
            var keys = newest == book.Seen ? [] : CanaryStore.ChangedSince(session, book.Seen);
            return (newest, keys.ConvertAll(key => (Key: key, Canary: CanaryStore.Read(session, key, vantage))));
        });
        foreach (var (key, canary) in changed)
        {
            if (canary is null)
            {
                book.Remove(key);
            }
            else
            {
                book.Put(canary);
            }
        }

        book.Seen = entry;
    }

    /// <summary>Notes that a daemon is there, so that the next one knows since when none was.</summary>
    /// <param name="within">How long the note may wait to be committed together with something else.</param>
    public static async Task NoteAliveAsync(Database database, Vantage vantage, TimeSpan within, ILogger logger)
    {
        try
        {
            await database.WriteAlongAsync(transaction => CanaryStore.BeAlive(transaction, vantage), within);
        }
        catch (Exception exception)
        {
            CanariesLog.NotNoted(logger, exception.Message);
        }
    }
}
