using Microsoft.Extensions.Logging;
using Watchkeeper.Core;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Disks.Devices;

namespace Watchkeeper.Disks;

/// <summary>
/// Writes what the watch has to tell: the events, where each source stands behind their lines, and which names devices have, in one transaction, so that a
/// restart neither loses nor repeats a line. Used by one thread at a time.
/// </summary>
internal sealed class DisksPen(Database database, HostClock clock, HostIdentity host, ILogger log)
{
    /// <summary>Positions of sources that tell nothing are written this often, and wait as long for another write to go with.</summary>
    private static readonly TimeSpan PositionInterval = TimeSpan.FromSeconds(30);

    /// <summary>How long it waits before it tries again while the database is away.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, string> _unsaved = new(StringComparer.Ordinal);
    private readonly List<BlockDevice> _named = [];
    private TimeSpan _positionsWritten = clock.Uptime;

    /// <summary>When positions are to be written though there is no event, in boot time.</summary>
    public TimeSpan NextDue => _unsaved.Count > 0 ? _positionsWritten + PositionInterval : TimeSpan.MaxValue;

    /// <summary>A source has been read so far.</summary>
    public void Stand(string source, string position) => _unsaved[source] = position;

    /// <summary>Devices have these names now: written with the next events.</summary>
    public void Name(IEnumerable<BlockDevice> devices) => _named.AddRange(devices.Where(device => device.Wwid is not null));

    /// <summary>Writes the positions that are due, without waiting; false when none are.</summary>
    public bool TryWritePositions(CancellationToken cancellation)
    {
        if (clock.Uptime < NextDue)
        {
            return false;
        }

        var saved = TakePositions();
        _ = database.WriteAlongAsync(transaction => SavePositions(transaction, saved), PositionInterval, cancellation);
        return true;
    }

    /// <summary>Writes events with all that goes with them; waits while the database is away.</summary>
    /// <param name="withPositions">Not while a fault still waits for its lines: after a crash they are read again, so the positions stay before them.</param>
    public async Task WriteAsync(IReadOnlyList<EventDraft> drafts, bool withPositions, CancellationToken cancellation)
    {
        if (drafts.Count == 0 && _named.Count == 0)
        {
            return;
        }

        var positions = withPositions ? TakePositions() : [];
        var named = _named.ToArray();
        _named.Clear();
        var now = clock.Read();
        while (true)
        {
            try
            {
                await database.WriteAsync(transaction => Write(transaction, drafts, positions, named, now), Durability.Durable, cancellation);
                return;
            }
            catch (ProblemException away)
            {
                DisksLog.DatabaseAway(log, away.Message);
                await Task.Delay(Patience, clock, cancellation);
            }
        }
    }

    private void Write(Transaction transaction, IReadOnlyList<EventDraft> drafts, KeyValuePair<string, string>[] positions, BlockDevice[] named, Moment now)
    {
        foreach (var draft in drafts)
        {
            transaction.Append(draft);
        }

        SavePositions(transaction, positions);
        foreach (var device in named)
        {
            DisksStore.SaveName(transaction, host, clock.BootId, now, device);
        }
    }

    private KeyValuePair<string, string>[] TakePositions()
    {
        var positions = _unsaved.ToArray();
        _unsaved.Clear();
        _positionsWritten = clock.Uptime;
        return positions;
    }

    private void SavePositions(Transaction transaction, KeyValuePair<string, string>[] positions)
    {
        foreach (var (source, position) in positions)
        {
            DisksStore.SavePosition(transaction, host, source, position);
        }
    }
}
