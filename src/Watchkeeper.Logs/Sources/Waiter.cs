using System.Runtime.InteropServices;

namespace Watchkeeper.Logs.Sources;

/// <summary>Waits until a descriptor has something, or the wait is cancelled: poll(2) on the descriptor and on an eventfd.</summary>
internal sealed unsafe partial class Waiter : IDisposable
{
    public const short Readable = 1;

    private const int NonBlockingCloseOnExec = 0x80800;
    private const int Interrupted = 4;

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
        var polled = stackalloc PollDescriptor[2];
        polled[0] = new PollDescriptor { Descriptor = descriptor, Events = events };
        polled[1] = new PollDescriptor { Descriptor = _wake, Events = Readable };
        int result;
        do
        {
            result = Poll(polled, 2, milliseconds);
        }
        while (result < 0 && Marshal.GetLastPInvokeError() == Interrupted);
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

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(PollDescriptor* descriptors, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, void* data, nuint count);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
