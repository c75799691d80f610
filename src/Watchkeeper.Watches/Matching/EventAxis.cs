namespace Watchkeeper.Watches.Matching;

/// <summary>
/// Makes of the stamps of lines a time that never goes back. Lines a little out of order count as simultaneous with the latest; a greater step back is a
/// clock that was set, and time goes on from where it was. Between lines it goes on as the host's boot time does.
/// </summary>
internal sealed class EventAxis
{
    /// <summary>How far out of order lines may be, in microseconds: one minute.</summary>
    private const long Disorder = 60_000_000;

    /// <summary>The latest time it gave.</summary>
    public long Last { get; private set; } = long.MinValue;

    /// <summary>What is added to stamps since a clock was set back.</summary>
    public long Shift { get; private set; }

    /// <summary>Takes a stamp in microseconds of wall time, and gives the time.</summary>
    public long Take(long stamp)
    {
        var time = stamp + Shift;
        if (Last != long.MinValue && time < Last - Disorder)
        {
            Shift += Last - time;
            time = Last;
        }

        Last = Math.Max(Last, time);
        return Last;
    }

    /// <summary>The time now, so long after the latest stamp was taken.</summary>
    public long After(long elapsed) => Last == long.MinValue ? long.MinValue : Last + elapsed;

    public void Restore(long last, long shift) => (Last, Shift) = (last, shift);
}
