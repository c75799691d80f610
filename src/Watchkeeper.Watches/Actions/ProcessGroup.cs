using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Watches.Actions;

/// <summary>
/// A group of processes by the process that heads it, which is known for sure also when its number was given to another meanwhile: by when it started.
/// </summary>
/// <param name="Leader">The head's process id, which is the group's.</param>
/// <param name="Started">When the head started, in the kernel's ticks since boot (proc_pid_stat(5), field 22).</param>
internal readonly partial record struct ProcessGroup(int Leader, long Started)
{
    public const int Terminate = 15;
    public const int Kill = 9;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan AfterKill = TimeSpan.FromSeconds(2);

    /// <summary>The group that a process heads; null: it is gone already.</summary>
    public static ProcessGroup? Of(int process) => Stat($"{process}") is { } stat ? new ProcessGroup(process, stat.Started) : null;

    public static bool TryParse(string text, [NotNullWhen(true)] out ProcessGroup? group)
    {
        group = text.Split('@') is [var leader, var started]
            && int.TryParse(leader, NumberStyles.None, CultureInfo.InvariantCulture, out var process)
            && long.TryParse(started, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
                ? new ProcessGroup(process, ticks)
                : null;
        return group is { Leader: > 1 };
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Leader}@{Started}");

    /// <summary>Sends a signal to a process, or to the group of its negative.</summary>
    public static void Signal(int process, int signal) => _ = SendSignal(process, signal);

    /// <summary>Asks all of the group to end, and kills what has not after a while. Nothing is done to another group that has its number now.</summary>
    public async Task EndAsync(TimeSpan patience, HostClock clock)
    {
        foreach (var (signal, within) in new[] { (Terminate, patience), (Kill, AfterKill) })
        {
            var until = clock.Uptime + within;
            if (IsAlive())
            {
                Signal(-Leader, signal);
            }

            while (IsAlive() && clock.Uptime < until)
            {
                await Task.Delay(Look, clock);
            }
        }
    }

    /// <summary>Whether any process of the group is left that does more than wait to be reaped.</summary>
    private bool IsAlive()
    {
        // As long as anybody is in a group, its number is given to no other process: where its head is another one, it is gone.
        if (Stat($"{Leader}") is { } head && head.Started != Started)
        {
            return false;
        }

        var group = Leader;
        return Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).OfType<string>()
            .Where(name => char.IsAsciiDigit(name[0])).Select(Stat).Any(one => one is { State: not ('Z' or 'X') } stat && stat.Group == group);
    }

    private static (char State, int Group, long Started)? Stat(string process)
    {
        try
        {
            // The name of the program may hold blanks and parentheses; the last one ends it.
            var stat = File.ReadAllText($"/proc/{process}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (fields[0][0], int.Parse(fields[2], CultureInfo.InvariantCulture), long.Parse(fields[19], CultureInfo.InvariantCulture));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int process, int signal);
}
