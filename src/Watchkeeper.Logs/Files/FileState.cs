using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Watchkeeper.Logs.Files;

/// <summary>Which file stands at a path, and how long it is: statx(2), whose layout is the same on every processor.</summary>
internal readonly unsafe partial record struct FileState(ulong Device, ulong Inode, long Length)
{
    private const int CurrentFolder = -100;
    private const int EmptyPath = 0x1000;
    private const uint BasicStatistics = 0x7FF;

    /// <summary>Null when there is no file.</summary>
    public static FileState? Of(string path) => Read(CurrentFolder, path, 0);

    public static FileState? Of(SafeFileHandle handle) => Read((int)handle.DangerousGetHandle(), "", EmptyPath);

    public bool IsSameFile(FileState other) => Device == other.Device && Inode == other.Inode;

    private static FileState? Read(int folder, string path, int flags)
    {
        var answer = stackalloc byte[256];
        if (Statx(folder, path, flags, BasicStatistics, answer) != 0)
        {
            return null;
        }

        var inode = *(ulong*)(answer + 0x20);
        var size = *(long*)(answer + 0x28);
        var device = ((ulong)*(uint*)(answer + 0x88) << 32) | *(uint*)(answer + 0x8C);
        return new FileState(device, inode, size);
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, byte* answer);
}
