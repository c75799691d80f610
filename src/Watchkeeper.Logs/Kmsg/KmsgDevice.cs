using System.Runtime.InteropServices;
using Watchkeeper.Core;
using Watchkeeper.Logs.Sources;

namespace Watchkeeper.Logs.Kmsg;

/// <summary>What the kernel's ring answers to a read.</summary>
internal enum KmsgRead
{
    /// <summary>A record.</summary>
    Record,

    /// <summary>No more records for now.</summary>
    Empty,

    /// <summary>Records were overwritten before they were read; the next read goes on after them.</summary>
    Overrun,
}

/// <summary>The reader's end of the kernel's ring.</summary>
internal interface IKmsgDevice : IDisposable
{
    KmsgRead Read(Span<byte> buffer, out int length);

    /// <summary>Returns when there may be records.</summary>
    void Wait(CancellationToken cancellation);
}

/// <summary>/dev/kmsg itself, from the oldest record that the ring still has. Each read gives one record.</summary>
internal sealed unsafe partial class KmsgDevice : IKmsgDevice
{
    private const int ReadOnlyNonBlockingCloseOnExec = 0x80800;
    private const int TryAgain = 11;
    private const int BrokenPipe = 32;
    private const int InvalidArgument = 22;

    private readonly int _descriptor;
    private Waiter? _waiter;

    /// <exception cref="ProblemException">It may not be read, or there is none.</exception>
    public KmsgDevice(string path = "/dev/kmsg")
    {
        _descriptor = Open(path, ReadOnlyNonBlockingCloseOnExec);
        if (_descriptor < 0)
        {
            throw new ProblemException(ProblemKind.Unavailable, $"Cannot read {path}: {Marshal.GetLastPInvokeErrorMessage()} (it takes root, the capability CAP_SYSLOG, or kernel.dmesg_restrict=0).");
        }
    }

    public KmsgRead Read(Span<byte> buffer, out int length)
    {
        fixed (byte* first = buffer)
        {
            length = (int)Read(_descriptor, first, (nuint)buffer.Length);
        }

        return length >= 0 ? KmsgRead.Record : Marshal.GetLastPInvokeError() switch
        {
            TryAgain => KmsgRead.Empty,
            // A record larger than any buffer (EINVAL) is passed over by the kernel like an overwritten one.
            BrokenPipe or InvalidArgument => KmsgRead.Overrun,
            var error => throw new ProblemException(ProblemKind.Failed, $"Reading /dev/kmsg failed: {Marshal.GetPInvokeErrorMessage(error)}."),
        };
    }

    public void Wait(CancellationToken cancellation)
    {
        _waiter ??= new Waiter(cancellation);
        _waiter.Wait(_descriptor, Poll.Readable);
    }

    public void Dispose()
    {
        _waiter?.Dispose();
        _ = Close(_descriptor);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int descriptor, byte* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
