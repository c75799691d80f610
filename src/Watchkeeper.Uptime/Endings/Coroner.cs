using Watchkeeper.Uptime.Boots;
using Watchkeeper.Uptime.Flights;

namespace Watchkeeper.Uptime.Endings;

/// <summary>
/// Says how a boot ended and why, never with more certainty than the evidence has. A cause is named only where the kernel named it, or where signs of one
/// kind alone stand in its last moments; signs of two kinds are told, and decide nothing.
/// </summary>
internal static class Coroner
{
    /// <summary>How near to the last sign of life a line must stand to count as one of the last.</summary>
    private static readonly TimeSpan LastMoments = TimeSpan.FromMinutes(2);

    /// <summary>An out-of-memory kill usually saves the host; one alone speaks only when it is nearly the last word.</summary>
    private static readonly TimeSpan LastBreath = TimeSpan.FromSeconds(30);

    /// <summary>An orderly shutdown writes its last records some time before the end, as services are stopped.</summary>
    private static readonly TimeSpan ShutdownTail = TimeSpan.FromSeconds(90);

    /// <summary>The last lines are worth showing whatever they say.</summary>
    private const int LastWords = 10;

    private const int MostWords = 50;

    public static Outcome Judge(Evidence evidence)
    {
        var panic = Lines(evidence).FirstOrDefault(line => KernelSigns.Of(line.Text) == Sign.Panic);
        var lastLife = Latest(evidence.LastRecord, evidence.Journal?.Last, panic?.At);
        if (panic is not null)
        {
            return Panicked(evidence, panic, lastLife);
        }

        if (Shutdown(evidence) is { } mark)
        {
            return InOrder(evidence, mark, lastLife);
        }

        var stoppedWatching = evidence.Landing == Landing.Stopped;
        if (stoppedWatching && (evidence.Journal is null || evidence.Journal.Last < evidence.LastRecord))
        {
            return new Outcome(
                BootEnd.Unknown, lastLife, Bounded(evidence, lastLife, null), Cause.Unknown,
                "Watchkeeper was stopped before the host went down, and nothing tells how that happened.");
        }

        var uncertainty = Bounded(evidence, lastLife, stoppedWatching ? null : evidence.Blind);
        var (cause, reason) = WhyCrashed(evidence, lastLife);
        return new Outcome(BootEnd.Crash, lastLife, uncertainty, cause, reason);
    }

    /// <summary>The lines worth showing beside a verdict: the signs, and the last words.</summary>
    public static IReadOnlyList<KernelLine> Worth(Evidence evidence)
    {
        var lines = Lines(evidence).ToArray();
        return [.. lines.Where((line, i) => i >= lines.Length - LastWords || KernelSigns.Of(line.Text) != Sign.None).TakeLast(MostWords)];
    }

    private static Outcome Panicked(Evidence evidence, KernelLine panic, TimeSpan lastLife)
    {
        var memory = panic.Text.Contains("Out of memory", StringComparison.OrdinalIgnoreCase)
            || panic.Text.Contains("deadlocked on memory", StringComparison.OrdinalIgnoreCase);
        var before = Lines(evidence).TakeWhile(line => line != panic).LastOrDefault(line => KernelSigns.Of(line.Text) == Sign.Oops);
        var reason = $"The kernel stopped itself: \"{panic.Text}\"{(before is null ? "" : $", after \"{before.Text}\"")} ({panic.Source}).";
        var uncertainty = panic.At is null ? Bounded(evidence, lastLife, evidence.Blind) : TimeSpan.FromSeconds(1);
        return new Outcome(BootEnd.Crash, panic.At ?? lastLife, uncertainty, memory ? Cause.OutOfMemory : Cause.Panic, reason);
    }

    private static Outcome InOrder(Evidence evidence, ShutdownMark mark, TimeSpan lastLife)
    {
        var ended = Latest(lastLife, mark.At, null);
        var asked = Signs(evidence, ended, LastMoments).FirstOrDefault(found => found.Sign is Sign.Heat or Sign.Power);
        var how = mark.Kind switch
        {
            Landing.Reboot => "The host was restarted in order",
            Landing.PowerOff => "The host was powered off in order",
            _ => "The host was shut down in order",
        };
        return new Outcome(
            mark.Kind == Landing.Reboot ? BootEnd.Reboot : BootEnd.Shutdown, ended, Bounded(evidence, ended, ShutdownTail),
            asked.Line is null ? Cause.Requested : KernelSigns.CauseOf(asked.Sign),
            asked.Line is null ? $"{how} ({mark.Source})." : $"{how} ({mark.Source}), after \"{asked.Line.Text}\".");
    }

    /// <summary>The daemon's own word first, refined by what the journal knows better: whether the host was to start again.</summary>
    private static ShutdownMark? Shutdown(Evidence evidence)
    {
        var own = evidence.Landing is null or Landing.Stopped ? null : new ShutdownMark(evidence.Landing.Value, evidence.LastRecord, "the daemon's last record");
        var told = evidence.Journal?.Shutdown ?? evidence.Wtmp;
        return own is null || (own.Kind == Landing.Shutdown && told is not null) ? told ?? own : own;
    }

    private static (Cause Cause, string Reason) WhyCrashed(Evidence evidence, TimeSpan lastLife)
    {
        // WDIOF_CARDRESET, WDIOF_OVERHEAT and WDIOF_POWERUNDER of linux/watchdog.h
        if (evidence.WatchdogStatus is { } status && (status & 0x31) != 0)
        {
            return (status & 0x31) switch
            {
                0x01 => (Cause.Heat, "The hardware watchdog reports that the machine was reset because it overheated."),
                0x10 => (Cause.Power, "The hardware watchdog reports that the machine was reset because its supply failed."),
                _ => (Cause.Watchdog, "The hardware watchdog reset the machine: it had not been answered for too long" + Aside(evidence, lastLife)),
            };
        }

        var signs = Signs(evidence, lastLife, LastMoments)
            .Where(found => found.Sign != Sign.Hang)
            .GroupBy(found => KernelSigns.CauseOf(found.Sign))
            .Where(group => group.Key != Cause.OutOfMemory || group.Count() >= 4 || group.Any(found => IsNear(found.Line, lastLife, LastBreath)))
            .ToArray();
        return signs switch
        {
            [] => (Cause.Unknown, "The records stop without a word, as they do when power is cut or a machine hangs; nothing tells which" + Aside(evidence, lastLife)),
            [var only] => (only.Key, $"{Probably(only.Key)}: the last words are \"{only.Last().Line.Text}\" ({only.Last().Line.Source})."),
            _ => (Cause.Unknown, "Several things went wrong in the last two minutes, and nothing tells which of them it was: "
                + string.Join(", ", signs.Select(group => $"\"{group.Last().Line.Text}\"")) + "."),
        };
    }

    private static string Probably(Cause cause) => cause switch
    {
        Cause.OutOfMemory => "Probably the memory ran out",
        Cause.Storage => "Probably the storage failed",
        Cause.Heat => "Probably the machine overheated",
        Cause.Power => "Probably the supply failed",
        _ => "Probably the kernel crashed",
    };

    private static string Aside(Evidence evidence, TimeSpan lastLife) =>
        Signs(evidence, lastLife, LastMoments).Where(found => found.Sign == Sign.Hang).Select(found => found.Line.Text).LastOrDefault() is { } hang
            ? $" (before that: \"{hang}\")." : ".";

    private static IEnumerable<(Sign Sign, KernelLine Line)> Signs(Evidence evidence, TimeSpan end, TimeSpan within) =>
        Lines(evidence).Where(line => IsNear(line, end, within)).Select(line => (KernelSigns.Of(line.Text), line)).Where(found => found.Item1 != Sign.None);

    private static bool IsNear(KernelLine line, TimeSpan end, TimeSpan within) => line.At is { } at && at >= end - within;

    private static IEnumerable<KernelLine> Lines(Evidence evidence) => [.. evidence.Journal?.Kernel ?? [], .. evidence.Pstore];

    /// <summary>The uncertainty, which the next boot's start bounds where it is known.</summary>
    private static TimeSpan Bounded(Evidence evidence, TimeSpan from, TimeSpan? atMost)
    {
        var untilNext = evidence.NextStart - from;
        return (atMost, untilNext) switch
        {
            ({ } most, { } next) => next < TimeSpan.Zero ? most : most < next ? most : next,
            ({ } most, null) => most,
            (null, { } next) => next < TimeSpan.Zero ? TimeSpan.Zero : next,
            _ => TimeSpan.Zero,
        };
    }

    private static TimeSpan Latest(TimeSpan first, TimeSpan? second, TimeSpan? third)
    {
        var latest = second > first ? second.Value : first;
        return third > latest ? third.Value : latest;
    }
}
