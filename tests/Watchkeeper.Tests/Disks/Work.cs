using System.Runtime.InteropServices;

namespace Watchkeeper.Tests.Disks;

/// <summary>How much processor time something takes, which does not depend on what else the machine does.</summary>
internal static class Work
{
    private const int ThreadProcessorTime = 3;

    /// <summary>The least of three runs: the first one compiles, and caches are cold.</summary>
    public static TimeSpan Of<T>(T with, Action<T> run) => Enumerable.Range(0, 3).Min(_ =>
    {
        var before = Now();
        run(with);
        return Now() - before;
    });

    private static TimeSpan Now()
    {
        Assert.Equal(0, GetTime(ThreadProcessorTime, out var time));
        return TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromTicks(time.Nanoseconds / TimeSpan.NanosecondsPerTick);
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct TimeSpec(nint Seconds, nint Nanoseconds);
}
