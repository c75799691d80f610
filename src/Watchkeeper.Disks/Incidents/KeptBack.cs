using Watchkeeper.Disks.Recognition;

namespace Watchkeeper.Disks.Incidents;

/// <summary>
/// The kernel's word that it kept back lines (<c>buffer_io_error: 4 callbacks suppressed</c>). It says so just before the next line of their kind, so the count
/// waits for that line; where none comes it is told by itself.
/// </summary>
internal sealed class KeptBack
{
    /// <summary>How long a count waits for the line that it belongs to.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly List<(Finding Finding, TimeSpan At)> _held = [];

    public bool IsWaiting => _held.Count > 0;

    public TimeSpan? Due => _held.Count > 0 ? _held[0].At + Patience : null;

    public void Hold(Finding finding, TimeSpan at) => _held.Add((finding, at));

    /// <summary>How many lines of the kind of this one were kept back; they are accounted for with it.</summary>
    public long TakeFor(Finding finding)
    {
        if (_held.Count == 0 || finding.Row.Role is Table.Role.Routine or Table.Role.Recovery or Table.Role.Detail)
        {
            return 0;
        }

        var lines = _held.Where(held => held.Finding.Row.Subsystem == finding.Row.Subsystem).Sum(held => CountOf(held.Finding));
        _held.RemoveAll(held => held.Finding.Row.Subsystem == finding.Row.Subsystem);
        return lines;
    }

    /// <summary>Those whose line has not come in time.</summary>
    public IEnumerable<Finding> TakeDue(TimeSpan at)
    {
        while (_held.Count > 0 && (_held[0].At + Patience <= at))
        {
            var (finding, _) = _held[0];
            _held.RemoveAt(0);
            yield return finding;
        }
    }

    public static long CountOf(Finding finding) => long.Parse(finding.Facts["lines"], System.Globalization.CultureInfo.InvariantCulture);
}
