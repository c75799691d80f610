using System.Net;
using System.Net.Sockets;
using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;

namespace Watchkeeper.Http;

/// <summary>Sockets that are bound to their addresses and wait for the server to take them.</summary>
internal sealed class BoundSockets : IDisposable
{
    private readonly List<(EndPoint Asked, Socket Socket)> _waiting = [];

    /// <summary>A unix socket, which every local user may connect to: what each may do is decided by its credentials.</summary>
    /// <exception cref="ProblemException">Another daemon listens there, or it cannot be made.</exception>
    public void AddPath(string path)
    {
        SocketFile.Prepare(path);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        Bind(socket, new UnixDomainSocketEndPoint(path), path);
        SocketFile.OpenToAll(path);

        // A second daemon that starts now finds somebody alive; whoever connects waits a moment for the first answer.
        socket.Listen();
    }

    /// <exception cref="ProblemException">The address is in use, or may not be taken.</exception>
    public void AddAddress(ListenAddress address)
    {
        var asked = new IPEndPoint(address.Address!, address.Port);
        var isEverywhere = asked.Address.Equals(IPAddress.IPv6Any);
        var family = isEverywhere && !Socket.OSSupportsIPv6 ? AddressFamily.InterNetwork : asked.AddressFamily;
        var socket = new Socket(family, SocketType.Stream, ProtocolType.Tcp);
        if (isEverywhere && family == AddressFamily.InterNetworkV6)
        {
            socket.DualMode = true;
        }

        Bind(socket, family == asked.AddressFamily ? asked : new IPEndPoint(IPAddress.Any, asked.Port), address.ToString(), asked);
    }

    /// <summary>The socket for an address that the server is told to listen on.</summary>
    public Socket Take(EndPoint endPoint)
    {
        var index = _waiting.FindIndex(waiting => waiting.Asked.ToString() == endPoint.ToString());
        var socket = _waiting[index].Socket;
        _waiting.RemoveAt(index);
        return socket;
    }

    public void Dispose() => _waiting.ForEach(waiting => waiting.Socket.Dispose());

    private void Bind(Socket socket, EndPoint endPoint, string shown, EndPoint? asked = null)
    {
        try
        {
            socket.Bind(endPoint);
            _waiting.Add((asked ?? endPoint, socket));
        }
        catch (SocketException failure)
        {
            socket.Dispose();
            throw new ProblemException(ProblemKind.Failed, Explain(failure, shown), failure);
        }
    }

    private static string Explain(SocketException failure, string shown) => failure.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => $"{shown} is in use by another program; stop that one, or choose another address with 'listen'.",
        SocketError.AccessDenied => $"This user may not listen on {shown}; choose a port from 1024 on with 'listen', or let systemd's unit have CAP_NET_BIND_SERVICE.",
        SocketError.AddressNotAvailable => $"This host has no address {shown}; correct 'listen'.",
        _ => $"It is not possible to listen on {shown}: {failure.Message}.",
    };
}
