using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Watchkeeper.Core.Http;

/// <summary>The file of a unix socket that an earlier run left: it outlives its process, and keeps the next one from binding.</summary>
public static unsafe partial class StaleSocket
{
    private const int CurrentFolder = -100;
    private const int NoFollow = 0x100;
    private const uint AskType = 1;
    private const ushort TypeMask = 0xF000;
    private const ushort OfSocket = 0xC000;

    /// <summary>Removes it, so that a socket can be bound there; whatever else stands at the path is left alone.</summary>
    /// <exception cref="ProblemException">Somebody listens there (<see cref="ProblemKind.Conflict"/>), it is no socket, or it cannot be removed.</exception>
    public static void Remove(string path, SocketType type = SocketType.Stream)
    {
        if (!Path.Exists(path) && new FileInfo(path).LinkTarget is null)
        {
            return;
        }

        if (!IsSocket(path))
        {
            throw new ProblemException(ProblemKind.Failed, $"{path} is there already and is no socket; it is left alone. Choose another path for the socket.");
        }

        if (IsAlive(path, type))
        {
            throw new ProblemException(ProblemKind.Conflict, $"Another program listens on {path}; stop it first, or choose another path for the socket.");
        }

        try
        {
            File.Delete(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ProblemException(ProblemKind.Failed, $"The socket {path} that an earlier run left cannot be removed: {failure.Message}", failure);
        }
    }

    /// <summary>Whether a process has it open: only a refused connection says that nobody does.</summary>
    private static bool IsAlive(string path, SocketType type)
    {
        using var socket = new Socket(AddressFamily.Unix, type, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException failure)
        {
            return failure.SocketErrorCode is not (SocketError.ConnectionRefused or SocketError.AddressNotAvailable);
        }
    }

    /// <summary>By statx(2), whose layout is the same on every processor; elsewhere than on Linux a socket shows as an empty file.</summary>
    private static bool IsSocket(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return new FileInfo(path) is { Exists: true, Length: 0 };
        }

        var answer = stackalloc byte[256];
        return Statx(CurrentFolder, path, NoFollow, AskType, answer) == 0 && (*(ushort*)(answer + 0x1C) & TypeMask) == OfSocket;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, byte* answer);
}
