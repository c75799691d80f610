using System.Runtime.InteropServices;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Hosting;

/// <summary>
/// Gives memory back while the daemon idles. The collector waits until its youngest generation has filled the processor's cache, which an idle daemon does
/// in an hour or so, keeping tens of megabytes for nothing; so now and then, when something has gathered, it is told to collect and to return the pages.
/// That takes some milliseconds. (The setting that would do the same, gen0size, is read from the environment only.)
/// </summary>
internal sealed partial class MemoryRelease : IDisposable
{
    private const long WorthIt = 4 * 1024 * 1024;
    private static readonly TimeSpan First = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(2);

    private readonly ITimer _timer;
    private long _allocated;

    public MemoryRelease(HostClock clock) => _timer = clock.CreateTimer(static state => ((MemoryRelease)state!).Run(), this, First, Every);

    public void Dispose() => _timer.Dispose();

    private void Run()
    {
        var allocated = GC.GetTotalAllocatedBytes();
        if (allocated - _allocated > WorthIt)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            ReleaseNative();
            _allocated = GC.GetTotalAllocatedBytes();
        }
    }

    /// <summary>The C library keeps an arena for each thread that ever compiled a method or asked SQLite, with what was freed in it.</summary>
    private static void ReleaseNative()
    {
        try
        {
            _ = Trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library than GNU's, which keeps less.
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint keep);
}
