using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Watchkeeper.Core.Time;

/// <summary>The calls of Linux's C library that the clocks need (64-bit time; <c>timerfd_create(2)</c>, <c>adjtimex(2)</c>).</summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class Libc
{
    public const int ClockRealtime = 0;
    public const int ClockMonotonic = 1;
    public const int ClockBootTime = 7;

    public const int TimerNonBlocking = 0x800;
    public const int TimerCloseOnExec = 0x80000;
    public const int TimerAbsolute = 1;
    public const int TimerCancelOnSet = 2;

    /// <summary><c>STA_UNSYNC</c>: no program keeps the kernel's clock right. Setting the clock by hand sets it again.</summary>
    private const int StatusUnsynchronised = 0x40;

    [StructLayout(LayoutKind.Sequential)]
    public struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;

        public static TimeSpec From(TimeSpan span) => new()
        {
            Seconds = (nint)(span.Ticks / TimeSpan.TicksPerSecond),
            Nanoseconds = (nint)(span.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick),
        };

        public readonly TimeSpan ToTimeSpan() => TimeSpan.FromTicks((Seconds * TimeSpan.TicksPerSecond) + (Nanoseconds / TimeSpan.NanosecondsPerTick));
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct TimerSpec
    {
        public TimeSpec Interval;
        public TimeSpec Value;
    }

    public static TimeSpan Read(int clock)
    {
        TimeSpec time;
        _ = ClockGetTime(clock, &time);
        return time.ToTimeSpan();
    }

    /// <summary>Whether a program (timesyncd, chrony, ntpd, a hypervisor's agent) keeps the kernel's clock synchronised.</summary>
    public static bool IsSynchronised()
    {
        // struct timex is 208 bytes with 64-bit longs and 128 with 32-bit ones; `modes` is its first int, `status` follows five longs after it.
        var buffer = stackalloc byte[256];
        new Span<byte>(buffer, 256).Clear();
        return AdjustTime(buffer) >= 0 && (*(int*)(buffer + (5 * sizeof(nint))) & StatusUnsynchronised) == 0;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime"), SuppressGCTransition]
    private static partial int ClockGetTime(int clock, TimeSpec* time);

    [LibraryImport("libc", EntryPoint = "adjtimex")]
    private static partial int AdjustTime(byte* timex);

    [LibraryImport("libc", EntryPoint = "timerfd_create", SetLastError = true)]
    public static partial int TimerCreate(int clock, int flags);

    [LibraryImport("libc", EntryPoint = "timerfd_settime", SetLastError = true)]
    public static partial int TimerSet(int descriptor, int flags, TimerSpec* value, TimerSpec* old);

    [LibraryImport("libc", EntryPoint = "read")]
    public static partial nint ReadDescriptor(int descriptor, void* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int descriptor);
}
