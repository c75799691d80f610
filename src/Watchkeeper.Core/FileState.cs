using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Watchkeeper.Core;

/// <summary>What stands at a path: which file, how long it is, of which kind it is; by statx(2), whose layout is the same on every processor.</summary>
public readonly unsafe partial record struct FileState(ulong Device, ulong Inode, long Length, bool IsSocket, bool IsPlain)
{
    private const int CurrentFolder = -100;
    private const int NoFollow = 0x100;
    private const int EmptyPath = 0x1000;
    private const uint BasicStatistics = 0x7FF;
    private const ushort TypeMask = 0xF000;
    private const ushort OfSocket = 0xC000;
    private const ushort OfFile = 0x8000;

    /// <summary>Null when there is no file.</summary>
    public static FileState? Of(string path) => Read(CurrentFolder, path, 0);

    /// <summary>As <see cref="Of(string)"/>, but of a symbolic link itself and not of what it points to.</summary>
    public static FileState? OfLink(string path) => Read(CurrentFolder, path, NoFollow);

    public static FileState? Of(SafeFileHandle handle) => Read((int)handle.DangerousGetHandle(), "", EmptyPath);

    public bool IsSameFile(FileState other) => Device == other.Device && Inode == other.Inode;

    private static FileState? Read(int folder, string path, int flags)
    {
        var answer = stackalloc byte[256];
        if (Statx(folder, path, flags, BasicStatistics, answer) != 0)
        {
            return null;
        }

        var type = *(ushort*)(answer + 0x1C) & TypeMask;
        var inode = *(ulong*)(answer + 0x20);
        var size = *(long*)(answer + 0x28);
        var device = ((ulong)*(uint*)(answer + 0x88) << 32) | *(uint*)(answer + 0x8C);
        return new FileState(device, inode, size, type == OfSocket, type == OfFile);
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, byte* answer);
}
