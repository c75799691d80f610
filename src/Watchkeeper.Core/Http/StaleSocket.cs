using System.Net.Sockets;

namespace Watchkeeper.Core.Http;

/// <summary>The file of a unix socket that an earlier run left: it outlives its process, and keeps the next one from binding.</summary>
public static class StaleSocket
{
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

    /// <summary>Elsewhere than on Linux a socket shows as an empty file.</summary>
    private static bool IsSocket(string path) =>
        OperatingSystem.IsLinux() ? FileState.OfLink(path) is { IsSocket: true } : new FileInfo(path) is { Exists: true, Length: 0 };
}
