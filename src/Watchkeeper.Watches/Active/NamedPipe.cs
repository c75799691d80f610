using System.Runtime.InteropServices;
using System.Text;

namespace Watchkeeper.Watches.Active;

/// <summary>A named pipe that is written to only while somebody reads it; writing never waits.</summary>
internal static partial class NamedPipe
{
    private const int WriteOnlyNonBlockingCloseOnExec = 0x80801;
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
            fixed (byte* data = bytes)
            {
                // A reader that does not keep up misses a state; the next one tells it all again.
                _ = Write(descriptor, data, (nuint)bytes.Length);
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

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
