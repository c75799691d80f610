using System.Collections.Concurrent;

namespace Watchkeeper.Canaries;

/// <summary>
/// The columns of a canary's state that a change touches: a ping changes a third of them, and each parameter of a statement has its price. There are few
/// different sets, so each has its statement, which stays prepared.
/// </summary>
internal sealed class CanaryColumns
{
    private static readonly ConcurrentDictionary<uint, string> Statements = new();

    private readonly (string Name, object? Value)[] _columns = new (string, object?)[23];
    private readonly bool _all;
    private uint _set;
    private int _looked;

    private CanaryColumns(bool all) => _all = all;

    public int Count { get; private set; }

    public ReadOnlySpan<(string Name, object? Value)> Values => _columns.AsSpan(0, Count);

    public string UpdateStatement => Statements.TryGetValue(_set, out var known) ? known : Statements.GetOrAdd(_set, MakeStatement());

    /// <param name="before">What is stored; null where all columns are to be written.</param>
    public static CanaryColumns State(Canary? before, Canary after, Vantage vantage)
    {
        var columns = new CanaryColumns(before is null);
        var was = before ?? after;
        columns.Add("paused", was.Paused, after.Paused);
        columns.Add("late", was.Late, after.Late);
        columns.Add("misses", was.Misses, after.Misses);
        columns.Add("snoozed_until", was.SnoozedUntil, after.SnoozedUntil);
        columns.Add("deadline", was.Deadline?.Wall, after.Deadline?.Wall);
        columns.Add("deadline_boot_time", was.Deadline?.SinceBoot, after.Deadline?.SinceBoot);
        columns.Add("run_duration", was.RunDuration, after.RunDuration);
        columns.Add("last_entry", was.LastEntry.Wall, after.LastEntry.Wall);
        columns.Add("last_entry_boot_time", was.LastEntry.SinceBoot, after.LastEntry.SinceBoot);
        columns.Add("last_ping", was.LastPing, after.LastPing);
        columns.Add("last_kind", (int?)was.LastKind, (int?)after.LastKind);
        columns.Add("last_notice", was.LastNotice?.Wall, after.LastNotice?.Wall);
        columns.Add("last_notice_boot_time", was.LastNotice?.SinceBoot, after.LastNotice?.SinceBoot);
        columns.Add("pings", was.Pings, after.Pings);
        columns.Add("reason", (int?)was.Reason, (int?)after.Reason);
        columns.Add("earlier_report", was.EarlierReport, after.EarlierReport);
        columns.Add("postponed", was.Postponed?.Wall, after.Postponed?.Wall);
        columns.Add("postponed_boot_time", was.Postponed?.SinceBoot, after.Postponed?.SinceBoot);
        columns.Add("speak_at", was.SpeakAt?.Wall, after.SpeakAt?.Wall);
        columns.Add("speak_at_boot_time", was.SpeakAt?.SinceBoot, after.SpeakAt?.SinceBoot);
        if (before is null)
        {
            columns.Add("host", "", vantage.Host);
            columns.Add("boot_id", "", vantage.BootIdText);
            columns.Add("clock_trusted", false, vantage.Now.Trusted);
        }

        return columns;
    }

    private void Add<T>(string name, T was, T now)
    {
        if (_all || !EqualityComparer<T>.Default.Equals(was, now))
        {
            _set |= 1u << _looked;
            _columns[Count++] = (name, now);
        }

        _looked++;
    }

    private string MakeStatement()
    {
        var assignments = string.Join(", ", _columns.Take(Count).Select(column => $"{column.Name} = @{column.Name}"));
        return $"UPDATE canaries SET {assignments} WHERE key = @key";
    }
}
