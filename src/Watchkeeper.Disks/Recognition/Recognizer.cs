using System.Text.RegularExpressions;
using Watchkeeper.Disks.Table;
using Watchkeeper.Logs;
using Watchkeeper.Logs.Matching;

namespace Watchkeeper.Disks.Recognition;

/// <summary>Finds, in records, the lines that the table knows: its own rows first, then those of the user.</summary>
internal sealed partial class Recognizer
{
    private readonly IReadOnlyList<StorageEvent> _rows;

    /// <param name="own">Rows of the user's configuration.</param>
    public Recognizer(IReadOnlyList<StorageEvent>? own = null)
    {
        _rows = [.. StorageEvents.All, .. own ?? []];
        Patterns = new PatternSet([.. _rows.Select(row => row.Pattern), Suppressed]);
    }

    /// <summary>All patterns, for sifting large files.</summary>
    public PatternSet Patterns { get; }

    /// <summary>What the record says, line by line.</summary>
    /// <param name="suppressed">How many lines like the last ones the kernel kept back, if it says so.</param>
    public IReadOnlyList<Finding> Recognize(LogRecord record, out int suppressed)
    {
        suppressed = 0;
        List<Finding>? findings = null;
        var rest = record.Text.AsSpan();
        while (true)
        {
            var end = rest.IndexOf('\n');
            if (Find(record, end < 0 ? rest : rest[..end], ref suppressed) is { } finding)
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

    private Finding? Find(LogRecord record, ReadOnlySpan<char> line, ref int suppressed)
    {
        var found = new List<int>();
        Patterns.Match(line, found);
        foreach (var number in found)
        {
            if (number == _rows.Count)
            {
                suppressed += int.Parse(Suppressed.Match(line.ToString()).Groups["count"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
            }
            else if (_rows[number].Program == record.Program || (record.Program.Length == 0 && record.Priority is null && _rows[number].Program == "kernel"))
            {
                var text = line.ToString();
                return new Finding(_rows[number], record, text, Facts(_rows[number], record, text));
            }
        }

        return null;
    }

    private static Dictionary<string, string> Facts(StorageEvent row, LogRecord record, string line)
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var group in row.Pattern.Match(line).Groups.Values)
        {
            if (group.Success && !char.IsAsciiDigit(group.Name[0]))
            {
                facts[group.Name == "kdev" ? "dev" : group.Name] = group.Value;
            }
        }

        Structured(record, facts);
        return facts;
    }

    /// <summary>What the kernel says apart from the text is more certain than the text.</summary>
    private static void Structured(LogRecord record, Dictionary<string, string> facts)
    {
        switch (record.Device)
        {
            case ['+', 's', 'c', 's', 'i', ':', .. var address] when char.IsAsciiDigit(address.FirstOrDefault()):
                facts["hctl"] = address;
                break;
            case ['b', .. var number] when number.Contains(':', StringComparison.Ordinal):
                facts["dev"] = number;
                break;
        }
    }

    [GeneratedRegex(@"^\w[\w .:-]*?: (?<count>\d{1,9}) callbacks suppressed$")]
    private static partial Regex Suppressed { get; }
}
