using System.Globalization;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Disks.Counters;

/// <summary>The error counters as they stood at one time.</summary>
internal sealed record CounterReading(Instant At, IReadOnlyDictionary<ErrorCounter, long> Values)
{
    /// <summary>As text, to be kept with the positions of the sources: the boot and the time, and then a counter a line. Names in /sys have no tabs.</summary>
    public string ToText(Guid boot) => string.Join(
        '\n',
        [
            $"{boot}\t{(At - Instant.Epoch).Ticks}",
            .. Values.Select(pair => $"{pair.Key.Device}\t{pair.Key.Name}\t{(int)pair.Key.Severity}\t{pair.Key.Member}\t{pair.Value}"),
        ]);

    /// <summary>The reading in a text of the same boot. Null for another boot's, after which counters begin anew and names may be those of other devices.</summary>
    public static CounterReading? Parse(string? text, Guid boot)
    {
        if (text?.Split('\n') is not [var head, .. var lines] || head.Split('\t') is not [var ofBoot, var ticks] || ofBoot != boot.ToString()
            || !long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var since))
        {
            return null;
        }

        var values = new Dictionary<ErrorCounter, long>();
        foreach (var line in lines)
        {
            if (line.Split('\t') is [var device, var name, var severity, var member, var value]
                && int.TryParse(severity, NumberStyles.None, CultureInfo.InvariantCulture, out var how) && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            {
                values[new ErrorCounter(device, name, (Severity)how, member.Length > 0 ? member : null)] = count;
            }
        }

        return new CounterReading(Instant.Epoch + TimeSpan.FromTicks(since), values);
    }
}
