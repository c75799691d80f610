using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Http;

namespace Watchkeeper.Http;

/// <summary>The unix socket's file: its folder, what an earlier run left, and who may connect.</summary>
internal static class SocketFile
{
    private const UnixFileMode Everybody = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private const UnixFileMode OnlyUs = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const UnixFileMode UsForAll = OnlyUs | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>Makes the folder, and removes a socket on which nobody listens any more.</summary>
    /// <exception cref="ProblemException">Another daemon listens there, or the folder cannot be used.</exception>
    public static void Prepare(string path)
    {
        if (ListenAddress.IsTooLong(path))
        {
            throw new ProblemException(
                ProblemKind.BadRequest, $"The path of the socket is longer than the {ListenAddress.LongestPath} bytes that the system allows: {path}");
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        try
        {
            MakeFolder(folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ProblemException(ProblemKind.Failed, $"The folder {folder} for the unix socket cannot be made: {failure.Message}", failure);
        }

        RefuseStrangersFolder(folder);
        try
        {
            StaleSocket.Remove(path);
        }
        catch (ProblemException problem) when (problem.Kind == ProblemKind.Conflict)
        {
            throw new ProblemException(
                ProblemKind.Conflict, $"Another Watchkeeper is running and listens on {path}; stop it first, or give this one another 'socket' and 'database'.", problem);
        }
    }

    /// <summary>Lets every local user connect; what each may do is decided by its credentials.</summary>
    public static void OpenToAll(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, Everybody);
        }
    }

    /// <summary>In a system folder everybody may look for the socket; in a user's nobody else may put one in its place.</summary>
    private static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, Environment.IsPrivilegedProcess ? UsForAll : OnlyUs);
        }
    }

    /// <summary>In /tmp another user may have made the folder first, to listen in our place: only its owner may change its mode.</summary>
    private static void RefuseStrangersFolder(string folder)
    {
        if (Environment.IsPrivilegedProcess || OperatingSystem.IsWindows() || !folder.StartsWith(Path.GetTempPath(), StringComparison.Ordinal))
        {
            return;
        }

        try
        {
            File.SetUnixFileMode(folder, OnlyUs);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new ProblemException(ProblemKind.Failed, $"The folder {folder} belongs to somebody else; set XDG_RUNTIME_DIR to a folder of your own.", failure);
        }
    }
}
