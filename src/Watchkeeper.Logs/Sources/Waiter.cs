using System.Runtime.InteropServices;
using Watchkeeper.Core;

namespace Watchkeeper.Logs.Sources;

/// <summary>Waits until a descriptor has something, or the wait is cancelled: poll(2) on the descriptor and on an eventfd.</summary>
internal sealed unsafe partial class Waiter : IDisposable
{
    private const int NonBlockingCloseOnExec = 0x80800;

    private readonly int _wake = EventFd(0, NonBlockingCloseOnExec);
    private readonly CancellationTokenRegistration _registration;
    private readonly CancellationToken _cancellation;

    public Waiter(CancellationToken cancellation)
    {
        _cancellation = cancellation;
        _registration = cancellation.Register(Wake);
    }

    /// <summary>Returns when the descriptor reports an event, or after the time limit.</summary>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public void Wait(int descriptor, short events, int milliseconds = -1)
    {
        _ = Poll.Wait([new(descriptor, events), new(_wake, Poll.Readable)], milliseconds);
        _cancellation.ThrowIfCancellationRequested();
    }

    public void Dispose()
    {
        _registration.Dispose();
        _ = Close(_wake);
    }

    private void Wake()
    {
        ulong one = 1;
        _ = Write(_wake, &one, sizeof(ulong));
    }

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int EventFd(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, void* data, nuint count);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
