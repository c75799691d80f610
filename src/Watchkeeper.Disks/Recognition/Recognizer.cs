using Watchkeeper.Disks.Table;
using Watchkeeper.Logs;
using Watchkeeper.Logs.Matching;

namespace Watchkeeper.Disks.Recognition;

/// <summary>Finds, in records, the lines that the table knows: its own rows first, then those of the user.</summary>
internal sealed class Recognizer
{
    private readonly IReadOnlyList<StorageEvent> _rows;

    /// <param name="own">Rows of the user's configuration.</param>
    public Recognizer(IReadOnlyList<StorageEvent>? own = null)
    {
        _rows = [.. StorageEvents.All, .. own ?? []];
        Patterns = new PatternSet([.. _rows.Select(row => row.Pattern)]);
    }

    /// <summary>All patterns, for sifting large files.</summary>
    public PatternSet Patterns { get; }

    /// <summary>What the record says, line by line.</summary>
    public IReadOnlyList<Finding> Recognize(LogRecord record)
    {
        List<Finding>? findings = null;
        var rest = record.Text.AsSpan();
        while (true)
        {
            var end = rest.IndexOf('\n');
            if (Find(record, end < 0 ? rest : rest[..end]) is { } finding)
            {
                (findings ??= []).Add(finding);
            }

            if (end < 0)
            {
                return findings ?? (IReadOnlyList<Finding>)[];
            }

            rest = rest[(end + 1)..];
        }
    }

    private Finding? Find(LogRecord record, ReadOnlySpan<char> line)
    {
        var found = new List<int>();
        Patterns.Match(line, found);
        foreach (var number in found)
        {
            if (IsFrom(_rows[number], record) && line.StartsWith(_rows[number].StartsWith, StringComparison.Ordinal))
            {
                var text = line.ToString();
                var facts = Facts(_rows[number], text);
                return new Finding(_rows[number], record, text, facts) { Stated = StatedDevice.Override(record.Device, facts) };
            }
        }

        return null;
    }

    /// <summary>Whether the row can be about the record: of the same program, and of the subsystem that the kernel states, where it does.</summary>
    private static bool IsFrom(StorageEvent row, LogRecord record) =>
        (row.Program == record.Program || (record.Program.Length == 0 && record.Priority is null && row.Program == "kernel"))
        && StatedDevice.Allows(record.Subsystem, row.Subsystem);

    private static Dictionary<string, string> Facts(StorageEvent row, string line)
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var group in row.Pattern.Match(line).Groups.Values)
        {
            if (group.Success && !char.IsAsciiDigit(group.Name[0]))
            {
                facts[group.Name == "kdev" ? "dev" : group.Name] = group.Value;
            }
        }

        return facts;
    }
}
