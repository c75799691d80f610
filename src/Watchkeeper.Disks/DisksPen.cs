using Microsoft.Extensions.Logging;
using Watchkeeper.Core;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Disks.Devices;

namespace Watchkeeper.Disks;

/// <summary>
/// Writes what the watch has to tell: the events, where each source stands behind their lines, what is counted and not told yet, and which names devices have,
/// in one transaction, so that a restart neither loses nor repeats a line. What is handed over is written in order, and nobody waits for it: while the database
/// is away the log is read on. Used by one thread at a time.
/// </summary>
/// <param name="retold">
/// Where there is no database yet, nothing is written, and where the sources stand is not noted: it is told only, and shown as waiting until this task completes,
/// when the logs have been read again from where they stood and what they tell is stored.
/// </param>
internal sealed class DisksPen(Database database, HostClock clock, HostIdentity host, ILogger log, Task? retold = null) : IDisposable
{
    /// <summary>Positions of sources that tell nothing are written this often, and wait as long for another write to go with.</summary>
    private static readonly TimeSpan PositionInterval = TimeSpan.FromSeconds(30);

    /// <summary>How long it waits before it tries again while the database is away.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>How often it looks, while a write is under way, whether the database is away.</summary>
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _ending = new();
    private readonly Dictionary<string, string> _unsaved = new(StringComparer.Ordinal);
    private readonly List<BlockDevice> _named = [];
    private TimeSpan _positionsWritten = clock.Uptime;
    private bool _hasUntold = true;
    private Task _told = Task.CompletedTask;
    private int _waiting;

    /// <summary>One transaction.</summary>
    private sealed record Page(
        IReadOnlyList<EventDraft> Drafts, IReadOnlyList<KeyValuePair<string, string>> Positions, IReadOnlyList<EventDraft>? Untold, IReadOnlyList<BlockDevice> Named, Moment Now);

    /// <summary>Completes when all that was handed over so far is written.</summary>
    public Task Written { get; private set; } = Task.CompletedTask;

    /// <summary>How many transactions wait for the database.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>When positions are to be written though there is no event, in boot time. While events wait for the database so do positions.</summary>
    public TimeSpan NextDue => _unsaved.Count > 0 && Waiting == 0 ? _positionsWritten + PositionInterval : TimeSpan.MaxValue;

    /// <summary>A source has been read so far.</summary>
    public void Stand(string source, string position)
    {
        if (retold is null)
        {
            _unsaved[source] = position;
        }
    }

    /// <summary>Devices have these names now: written with the next events.</summary>
    public void Name(IEnumerable<BlockDevice> devices) => _named.AddRange(devices.Where(device => device.Wwid is not null));

    /// <summary>Hands events over to be written, with all that goes with them.</summary>
    /// <param name="untold">
    /// What is counted up to the positions and not told yet, as the events to tell of it after a restart; null while a fault still waits for its lines: then the
    /// positions stay before them, and after a crash they are read again.
    /// </param>
    /// <param name="told">Called once, when they are written, or when it is known that they have to wait.</param>
    public void Write(IReadOnlyList<EventDraft> drafts, IReadOnlyList<EventDraft>? untold, Action? told = null)
    {
        if (drafts.Count == 0 && _named.Count == 0)
        {
            return;
        }

        if (retold is not null)
        {
            _named.Clear();
            TellAhead([.. drafts.Select(Identified)], retold);
            told?.Invoke();
            return;
        }

        var page = new Page([.. drafts.Select(Identified)], untold is null ? [] : TakePositions(), TakeUntold(untold), [.. _named], clock.Read());
        _named.Clear();
        Interlocked.Increment(ref _waiting);
        Written = WriteAfterAsync(Written, page);
        _told = TellAfterAsync(_told, Written, page, told);
    }

    /// <summary>Writes the positions that are due; false when none are.</summary>
    public bool TryWritePositions(Func<IReadOnlyList<EventDraft>?> untold)
    {
        if (clock.Uptime < NextDue)
        {
            return false;
        }

        var page = new Page([], TakePositions(), TakeUntold(untold()), [], clock.Read());
        _ = database.WriteAlongAsync(transaction => Write(transaction, page), PositionInterval, _ending.Token);
        return true;
    }

    /// <summary>Waits a moment for what is not written yet, and gives up the rest: its lines are read again after the next start.</summary>
    public async Task EndAsync()
    {
        await Task.WhenAny(Written, Task.Delay(Patience, clock));
        await _ending.CancelAsync();
        await Task.WhenAll(Written, _told).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _ending.Dispose();

    /// <summary>It is the same event, of the same time, however often and however late it is written.</summary>
    private EventDraft Identified(EventDraft draft) => draft with { Id = draft.Id ?? Guid.CreateVersion7(clock.GetUtcNow()), At = draft.At ?? clock.Read() };

    private async Task WriteAfterAsync(Task before, Page page)
    {
        try
        {
            await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (!await TryWriteAsync(page))
            {
                await Task.Delay(Patience, clock, _ending.Token);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>
    /// A failing or full disk is told of especially when it is the database's own: what cannot be recorded now is told in every way that needs no disk, which is
    /// the stream of events, the notifications, the daemon's own log and the systemd journal.
    /// </summary>
    private async Task TellAfterAsync(Task before, Task written, Page page, Action? told)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!written.IsCompleted && database.WhyAway is null)
        {
            await Task.WhenAny(written, Task.Delay(Glance, clock));
        }

        if (!written.IsCompleted)
        {
            TellAhead(page.Drafts, written);
        }

        if (!written.IsCanceled)
        {
            told?.Invoke();
        }
    }

    private void TellAhead(IReadOnlyList<EventDraft> drafts, Task stored)
    {
        database.Journal.TellAhead(drafts, stored);
        foreach (var draft in drafts)
        {
            DisksLog.EventWaits(log, draft.Type, draft.Message);
        }
    }

    private async Task<bool> TryWriteAsync(Page page)
    {
        try
        {
            await database.WriteAsync(transaction => Write(transaction, page), Durability.Durable, _ending.Token);
            return true;
        }
        catch (ProblemException away)
        {
            DisksLog.DatabaseAway(log, away.Message);
            return false;
        }
    }

    private void Write(Transaction transaction, Page page)
    {
        foreach (var draft in page.Drafts)
        {
            transaction.Append(draft);
        }

        foreach (var (source, position) in page.Positions)
        {
            DisksStore.SavePosition(transaction, host, source, position);
        }

        if (page.Untold is { } untold)
        {
            DisksStore.SaveUntold(transaction, host, untold);
        }

        foreach (var device in page.Named)
        {
            DisksStore.SaveName(transaction, host, clock.BootId, page.Now, device);
        }
    }

    private KeyValuePair<string, string>[] TakePositions()
    {
        var positions = _unsaved.ToArray();
        _unsaved.Clear();
        _positionsWritten = clock.Uptime;
        return positions;
    }

    /// <summary>Null when there was nothing and is nothing.</summary>
    private IReadOnlyList<EventDraft>? TakeUntold(IReadOnlyList<EventDraft>? untold)
    {
        if (untold is null || (untold.Count == 0 && !_hasUntold))
        {
            return null;
        }

        _hasUntold = untold.Count > 0;
        return untold;
    }
}
