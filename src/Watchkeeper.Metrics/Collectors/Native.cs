using System.Runtime.InteropServices;

namespace Watchkeeper.Metrics.Collectors;

/// <summary>The few system calls that a tick makes many times; .NET's own wrappers around them cost more than the calls.</summary>
internal static unsafe partial class Native
{
    private const int ReadOnlyCloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    private static partial int Open(byte* path, int flags);

    [LibraryImport("libc", EntryPoint = "pread", SetLastError = true)]
    private static partial nint Pread(int descriptor, byte* buffer, nint count, nint offset);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int CloseDescriptor(int descriptor);

    [LibraryImport("libc", EntryPoint = "statvfs", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatvfsCall(string path, out StatvfsResult result);

    /// <summary>Opens for reading; a negative number is an errno, negated.</summary>
    public static int Open(ReadOnlySpan<byte> zeroTerminatedPath)
    {
        fixed (byte* path = zeroTerminatedPath)
        {
            var descriptor = Open(path, ReadOnlyCloseOnExec);
            return descriptor < 0 ? -Marshal.GetLastPInvokeError() : descriptor;
        }
    }

    /// <summary>The same for a file of which nobody knows what it is.</summary>
    public static int OpenWithoutWaiting(string path)
    {
        fixed (byte* bytes = System.Text.Encoding.UTF8.GetBytes(path + '\0'))
        {
            var descriptor = Open(bytes, ReadOnlyCloseOnExec | NonBlocking);
            return descriptor < 0 ? -Marshal.GetLastPInvokeError() : descriptor;
        }
    }

    /// <summary>Reads from the start; a negative number is an errno, negated.</summary>
    public static int Read(int descriptor, Span<byte> buffer, int offset)
    {
        fixed (byte* bytes = buffer)
        {
            var count = Pread(descriptor, bytes, buffer.Length, offset);
            return count < 0 ? -Marshal.GetLastPInvokeError() : (int)count;
        }
    }

    public static void Close(int descriptor) => _ = CloseDescriptor(descriptor);

    /// <summary>Space and inodes of the filesystem that holds a path; null and the errno when it cannot be asked.</summary>
    public static StatvfsResult? Statvfs(string path, out int error)
    {
        error = 0;
        if (StatvfsCall(path, out var result) == 0)
        {
            return result;
        }

        error = Marshal.GetLastPInvokeError();
        return null;
    }

    public static string Message(int error) => Marshal.GetPInvokeErrorMessage(error);
}

/// <summary><c>struct statvfs</c> of glibc and musl on 64-bit Linux.</summary>
[StructLayout(LayoutKind.Sequential, Size = 256)]
internal struct StatvfsResult
{
    public ulong BlockSize;
    public ulong FragmentSize;
    public ulong Blocks;
    public ulong BlocksFree;
    public ulong BlocksAvailable;
    public ulong Files;
    public ulong FilesFree;
    public ulong FilesAvailable;
    public ulong FilesystemId;
    public ulong Flags;
    public ulong NameMax;
}
