using System.Runtime.InteropServices;
using System.Text;
using Watchkeeper.Core;

namespace Watchkeeper.Watches.Active;

/// <summary>A named pipe that is written to only while somebody reads it; writing never waits.</summary>
internal static partial class NamedPipe
{
    private const int WriteOnlyNonBlockingCloseOnExec = 0x80801;
    private const int SetPipeSize = 1031;

    /// <summary>What a user may have without privileges; the room for an earlier line that is not read yet.</summary>
    private const int LargestPipe = 1024 * 1024;
    private const int Room = 64 * 1024;

    /// <summary>In milliseconds: how long a reader may take for the rest of a line, and how long each wait is.</summary>
    private const int Patience = 2000;
    private const int Slice = 100;
    private const int NoReader = 6;
    private const int ReadableByAll = 0x1A4;

    /// <summary>Makes the pipe where it is not there, and writes one line if there is a reader with room for it.</summary>
    /// <exception cref="IOException">It cannot be made, or something else stands there.</exception>
    public static unsafe void WriteLine(string path, string text)
    {
        if (!File.Exists(path) && MakePipe(path, ReadableByAll) != 0)
        {
            throw new IOException(Marshal.GetLastPInvokeErrorMessage());
        }

        var descriptor = Open(path, WriteOnlyNonBlockingCloseOnExec);
        if (descriptor < 0)
        {
            if (Marshal.GetLastPInvokeError() == NoReader)
            {
                return;
            }

            throw new IOException(Marshal.GetLastPInvokeErrorMessage());
        }

        try
        {
            var bytes = Encoding.UTF8.GetBytes(text + "\n");
            _ = Control(descriptor, SetPipeSize, Math.Min(LargestPipe, bytes.Length + Room));
            fixed (byte* data = bytes)
            {
                for (var (written, patience) = (0, Patience); written < bytes.Length && patience > 0;)
                {
                    var wrote = Write(descriptor, data + written, (nuint)(bytes.Length - written));
                    if (wrote < 0 && written == 0)
                    {
                        // A reader that does not keep up misses a state; the next one tells it all again.
                        return;
                    }

                    // A line that was begun is ended, as long as its reader reads.
                    written += (int)Math.Max(0, wrote);
                    patience -= written < bytes.Length && Poll.Wait([new(descriptor, Poll.Writable)], Slice) <= 0 ? Slice : 1;
                }
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakePipe(string path, int mode);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static unsafe partial nint Write(int descriptor, byte* data, nuint count);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, int value);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
