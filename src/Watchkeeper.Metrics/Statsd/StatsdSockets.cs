using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Watchkeeper.Core.Http;

namespace Watchkeeper.Metrics.Statsd;

/// <summary>Opens statsd's sockets, and finds out what the kernel dropped.</summary>
internal static partial class StatsdSockets
{
    private const int SolSocket = 1;
    private const int ReceiveBuffer = 8;
    private const int ReceiveBufferForced = 33;

    /// <summary>Opens a UDP socket; tells what buffer it got, which the kernel may have clamped.</summary>
    public static (Socket Socket, int Buffer) Udp(IPEndPoint address, int buffer)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(address);
        return (socket, SetBuffer(socket, buffer));
    }

    public static Socket Tcp(IPEndPoint address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(address);
        socket.Listen(128);
        return socket;
    }

    public static Socket Unix(string path, SocketType type, int buffer)
    {
        StaleSocket.Remove(path, type);
        var socket = new Socket(AddressFamily.Unix, type, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode Everybody = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite
                | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
            File.SetUnixFileMode(path, Everybody);
        }

        if (type == SocketType.Stream)
        {
            socket.Listen(128);
        }
        else
        {
            SetBuffer(socket, buffer);
        }

        return socket;
    }

    /// <summary>How many datagrams the kernel dropped because the buffer was full: the last column of <c>/proc/net/udp</c>, found by the port.</summary>
    public static long Drops(Socket socket)
    {
        var port = ((IPEndPoint)socket.LocalEndPoint!).Port.ToString("X4", CultureInfo.InvariantCulture);
        var path = socket.AddressFamily == AddressFamily.InterNetworkV6 ? "/proc/net/udp6" : "/proc/net/udp";
        var drops = 0L;
        try
        {
            foreach (var line in File.ReadLines(path).Skip(1))
            {
                var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (words.Length > 12 && words[1].EndsWith(":" + port, StringComparison.Ordinal))
                {
                    drops += long.Parse(words[^1], CultureInfo.InvariantCulture);
                }
            }
        }
        catch (IOException)
        {
            // Without /proc there is no figure.
        }

        return drops;
    }

    /// <summary>Root may exceed net.core.rmem_max. The kernel doubles what it is given, for its own books.</summary>
    private static unsafe int SetBuffer(Socket socket, int buffer)
    {
        var descriptor = (int)socket.SafeHandle.DangerousGetHandle();
        if (SetOption(descriptor, SolSocket, ReceiveBufferForced, &buffer, sizeof(int)) != 0)
        {
            _ = SetOption(descriptor, SolSocket, ReceiveBuffer, &buffer, sizeof(int));
        }

        return socket.ReceiveBufferSize / 2;
    }

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static unsafe partial int SetOption(int descriptor, int level, int option, void* value, uint length);
}
