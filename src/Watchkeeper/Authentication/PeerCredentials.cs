using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Watchkeeper.Authentication;

/// <summary>The local user at the other end of a unix socket, as the kernel saw it when it connected (unix(7), SO_PEERCRED and SO_PEERGROUPS).</summary>
internal sealed record PeerCredentials(uint UserId, uint GroupId, IReadOnlyList<uint> Groups)
{
    private const int SolSocket = 1;
    private const int SoPeerCred = 17;
    private const int SoPeerGroups = 59;

    /// <summary>Null where the system cannot tell (not Linux): such a peer is nobody in particular.</summary>
    public static PeerCredentials? Of(Socket socket)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        Span<byte> credentials = stackalloc byte[12];
        socket.GetRawSocketOption(SolSocket, SoPeerCred, credentials);
        var numbers = MemoryMarshal.Cast<byte, uint>(credentials);
        return new PeerCredentials(numbers[1], numbers[2], ReadGroups(socket));
    }

    private static uint[] ReadGroups(Socket socket)
    {
        try
        {
            Span<byte> groups = stackalloc byte[4 * 1024];
            var length = socket.GetRawSocketOption(SolSocket, SoPeerGroups, groups);
            return MemoryMarshal.Cast<byte, uint>(groups[..length]).ToArray();
        }
        catch (SocketException)
        {
            // Kernels before 4.13 do not know it, and more than 1024 groups do not fit: the primary group decides then.
            return [];
        }
    }
}
