using System.Runtime.InteropServices;

namespace Watchkeeper.Tests.Core.Data;

/// <summary>
/// Opens files as the user nobody: a thread of its own with another file system user id, for which the kernel checks every permission as for that user.
/// Threads that it starts inherit the id.
/// </summary>
internal static class Nobody
{
    private const int UserId = 65534;

    public static bool CanBe => OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess;

    public static T Do<T>(Func<T> work)
    {
        T result = default!;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            _ = SetFileSystemGroup(UserId);
            _ = SetFileSystemUser(UserId);
            try
            {
                result = work();
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? result : throw failure;
    }

    /// <summary>Lets everybody look into a folder, and read the files that are in it.</summary>
    public static void Show(string folder)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
            foreach (var file in Directory.GetFiles(folder))
            {
                File.SetUnixFileMode(file, (UnixFileMode)0b110_100_100);
            }
        }
    }

    /// <summary>Makes a file the owner's alone.</summary>
    public static void Hide(string file)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [DllImport("libc", EntryPoint = "setfsuid")]
    private static extern int SetFileSystemUser(int id);

    [DllImport("libc", EntryPoint = "setfsgid")]
    private static extern int SetFileSystemGroup(int id);
}
