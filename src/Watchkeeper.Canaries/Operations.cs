using System.Security.Cryptography;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Canaries;

/// <summary>Names the canary that is meant: the id is tried before the slug, the slug before the name; the others are ignored then.</summary>
internal readonly record struct CanaryName(string? Id, string? Slug = null, string? Name = null, string? IdOrSlug = null)
{
    public Canary? Find(Pen pen) => Find(pen.ById, pen.BySlug);

    public Canary? Find(CanaryBook book) => Find(book.ById, book.BySlug);

    private Canary? Find(Func<string, Canary?> byId, Func<string, Canary?> bySlug) =>
        IdOrSlug is not null ? byId(IdOrSlug) ?? bySlug(IdOrSlug)
        : Id is not null ? byId(Id)
        : bySlug(Slug ?? Canaries.Slug.Of(Name!));
}

/// <summary>What can be asked of the canaries, each inside a write transaction: all of it or, where there is a problem, none.</summary>
internal static class Operations
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz";

    public static Outcome<Canary> Create(Pen pen, CanarySettings settings, bool paused, int idLetters)
    {
        if (pen.BySlug(settings.Slug) is { } other)
        {
            return CanaryProblem.Exists(other);
        }

        string id;
        do
        {
            id = RandomNumberGenerator.GetString(Letters, idLetters);
        }
        while (pen.ById(id) is not null);
        return pen.Apply(pen.Life.Create(pen.NextKey(), id, settings, paused, pen.Now));
    }

    public static Outcome<Canary> Update(Pen pen, CanaryName name, CanaryRequest request)
    {
        if (name.Find(pen) is not { } canary)
        {
            return CanaryProblem.NotFound;
        }

        var settings = request.Apply(canary.Settings);
        if (ReferenceEquals(settings, canary.Settings))
        {
            return CanaryProblem.NothingToUpdate;
        }

        if (settings.Slug.Length == 0 && request.Name is not null)
        {
            return CanaryProblem.EmptySlug;
        }

        return pen.BySlug(settings.Slug) is { } other && other.Key != canary.Key
            ? CanaryProblem.Exists(other)
            : pen.Apply(pen.Life.Update(canary, settings, pen.Now));
    }

    public static Outcome<Canary> Delete(Pen pen, CanaryName name)
    {
        if (name.Find(pen) is not { } canary)
        {
            return CanaryProblem.NotFound;
        }

        pen.Delete(canary);
        return canary;
    }

    /// <summary>Gives the canary before and after.</summary>
    public static Outcome<Pinged> Ping(Pen pen, CanaryName name, Ping ping) =>
        name.Find(pen) is { } canary ? Ping(pen, canary, ping) : CanaryProblem.NotFound;

    public static Outcome<Pinged> Ping(Pen pen, long key, Ping ping) =>
        pen.ByKey(key) is { } canary ? Ping(pen, canary, ping) : CanaryProblem.NotFound;

    public static Outcome<Canary> Pause(Pen pen, CanaryName name, string comment) =>
        name.Find(pen) is not { } canary ? CanaryProblem.NotFound
        : canary.Paused ? CanaryProblem.AlreadyPaused
        : pen.Apply(Life.Pause(canary, comment, pen.Now));

    public static Outcome<Canary> Unpause(Pen pen, CanaryName name, string comment) =>
        name.Find(pen) is not { } canary ? CanaryProblem.NotFound
        : !canary.Paused ? CanaryProblem.AlreadyUnpaused
        : pen.Apply(pen.Life.Unpause(canary, comment, pen.Now));

    public static Outcome<Canary> Snooze(Pen pen, CanaryName name, Instant? until) =>
        name.Find(pen) is { } canary ? pen.Apply(pen.Life.Snooze(canary, until, pen.Now)) : CanaryProblem.NotFound;

    /// <summary>Whether something of it passed while no daemon was there to be told that it had been done.</summary>
    public static bool IsForgivable(Canary canary, TimeSpan absence, Moment now) =>
        canary.IsWatched && (canary.Deadline?.PassedWithin(absence, now) == true || (!canary.Late && canary.HasRunThatPassed(absence, now)));

    /// <summary>Forgives that.</summary>
    public static void Forgive(Pen pen, long key, TimeSpan absence)
    {
        if (pen.ByKey(key) is { IsWatched: true } canary)
        {
            canary = canary.Deadline?.PassedWithin(absence, pen.Now) == true ? pen.Apply(pen.Life.Forgive(canary, absence, pen.Now)) : canary;
            if (!canary.Late && Life.Prolong(canary, absence, pen.Now) is { } prolonged)
            {
                pen.Apply(prolonged);
            }
        }
    }

    /// <summary>Takes over a canary of another system with its id, state and history; one that is here already is left alone.</summary>
    public static Outcome<Canary> Import(Pen pen, ImportedCanary imported)
    {
        if (pen.ById(imported.Id) is not null)
        {
            return CanaryProblem.IsHereAlready;
        }

        if (pen.BySlug(imported.Settings.Slug) is { } other)
        {
            return CanaryProblem.Exists(other);
        }

        var canary = pen.Life.Create(pen.NextKey(), imported.Id, imported.Settings, imported.Paused, pen.Now).After with
        {
            Late = imported.Late,
            Misses = imported.Late ? 1 : 0,
            Deadline = imported.Deadline is { } deadline && !imported.Paused ? Due.At(deadline, pen.Now) : null,
        };
        var oldestFirst = imported.History.Reverse().ToList();
        var last = oldestFirst.Count > 0 ? oldestFirst[^1] : new Entry(EntryKind.Created, pen.Now);
        canary = canary with
        {
            LastEntry = Due.At(last.Time.Wall, pen.Now),
            Created = oldestFirst.Count > 0 ? oldestFirst[0].Time.Wall : pen.Now.Wall,
            LastPing = imported.History.FirstOrDefault(entry => entry.Kind == EntryKind.Success)?.Time.Wall,
            LastKind = imported.History.Any(entry => entry.Kind == EntryKind.Success) ? EntryKind.Success : null,
            Pings = imported.History.Count(entry => entry.Kind == EntryKind.Success),
        };
        foreach (var entry in oldestFirst.SkipLast(1))
        {
            pen.AppendImported(canary.Key, entry);
        }

        return pen.Apply(new Change(canary, last));
    }

    private static Pinged Ping(Pen pen, Canary canary, Ping ping) => new(canary, pen.Apply(pen.Life.Ping(canary, ping, pen.Now)));
}

/// <summary>A canary before and after a ping.</summary>
internal sealed record Pinged(Canary Before, Canary After)
{
    public bool Recovered => Before.Late && !After.Late;

    public bool Unpaused => Before.Paused && !After.Paused;
}

/// <summary>A canary as another system had it.</summary>
/// <param name="History">The newest first.</param>
internal sealed record ImportedCanary(
    string Id, CanarySettings Settings, bool Paused, bool Late, Instant? Deadline, IReadOnlyList<Entry> History);
