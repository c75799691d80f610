using System.Globalization;
using Watchkeeper.Core.Events;
using Watchkeeper.Disks.Devices;

namespace Watchkeeper.Disks.Counters;

/// <summary>An error counter of the kernel in /sys.</summary>
/// <param name="Device">The kernel's name of the device it is about.</param>
/// <param name="Name">The file's name: <c>errors_count</c>, <c>ioerr_cnt</c>.</param>
/// <param name="Severity">How bad a rise is of which no line tells.</param>
/// <param name="Member">
/// Which of several devices, where only the filesystem knows: btrfs numbers its devices and does not say in /sys which number is whose. Then
/// <paramref name="Device"/> lists them all.
/// </param>
internal readonly record struct ErrorCounter(string Device, string Name, Severity Severity, string? Member = null);

/// <summary>
/// Reads the error counters that filesystems, disks and arrays keep in /sys: ext4's <c>errors_count</c>, SCSI's <c>ioerr_cnt</c>, MD's <c>errors</c> of each
/// member, the <c>mismatch_cnt</c> that a check found, and how many members are missing; btrfs' <c>error_stats</c> of each device. XFS has a folder there too,
/// but what is in it are settings (<c>error/</c>) and statistics of work done (<c>stats/</c>): it counts no errors.
/// </summary>
internal sealed class ErrorCounters(HostFiles files)
{
    /// <summary>SCSI's count of requests that failed, whatever they asked.</summary>
    public const string RequestErrors = "ioerr_cnt";

    public IReadOnlyDictionary<ErrorCounter, long> Read()
    {
        var counters = new Dictionary<ErrorCounter, long>();
        foreach (var device in files.Names("/sys/fs/ext4"))
        {
            Add(new(device, "errors_count", Severity.Error), files.Text($"/sys/fs/ext4/{device}/errors_count"));
        }

        foreach (var disk in files.Names("/sys/block"))
        {
            // Optical drives count every question after a missing medium.
            if (!disk.StartsWith("sr", StringComparison.Ordinal))
            {
                Add(new(disk, RequestErrors, Severity.Notice), files.Text($"/sys/block/{disk}/device/{RequestErrors}"));
            }

            Add(new(disk, "mismatch_cnt", Severity.Warning), files.Text($"/sys/block/{disk}/md/mismatch_cnt"));
            Add(new(disk, "degraded", Severity.Error), files.Text($"/sys/block/{disk}/md/degraded"));
            foreach (var member in files.Names($"/sys/block/{disk}/md").Where(name => name.StartsWith("dev-", StringComparison.Ordinal)))
            {
                Add(new(member["dev-".Length..], "errors", Severity.Warning), files.Text($"/sys/block/{disk}/md/{member}/errors"));
            }
        }

        foreach (var filesystem in files.Names("/sys/fs/btrfs"))
        {
            Btrfs(filesystem);
        }

        return counters;

        void Btrfs(string filesystem)
        {
            var devices = files.Names($"/sys/fs/btrfs/{filesystem}/devices");
            foreach (var number in files.Names($"/sys/fs/btrfs/{filesystem}/devinfo"))
            {
                foreach (var line in files.Lines($"/sys/fs/btrfs/{filesystem}/devinfo/{number}/error_stats"))
                {
                    if (line.Split(' ') is [var name, var value])
                    {
                        Add(new(devices.Count > 0 ? string.Join(", ", devices) : filesystem, name, Severity.Error, devices.Count == 1 ? null : $"device {number}"), value);
                    }
                }
            }
        }

        void Add(ErrorCounter counter, string? text)
        {
            if (text is not null && Number(text) is { } value)
            {
                counters[counter] = value;
            }
        }
    }

    /// <summary>The counters that rose between two readings, and by how much.</summary>
    public static IEnumerable<(ErrorCounter Counter, long From, long To)> Rises(
        IReadOnlyDictionary<ErrorCounter, long> before, IReadOnlyDictionary<ErrorCounter, long> after) =>
        after.Where(pair => before.TryGetValue(pair.Key, out var old) && pair.Value > old).Select(pair => (pair.Key, before[pair.Key], pair.Value));

    private static long? Number(string text) => text.StartsWith("0x", StringComparison.Ordinal)
        ? long.TryParse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var hex) ? hex : null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
