using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Watchkeeper.Disks.Output;

/// <summary>
/// Writes entries to the systemd journal over its native protocol (a datagram of <c>NAME=value</c> lines; a value with a line feed as name, length in 64 bits of
/// little endian, and bytes). A journal that is away or busy costs nothing: the entry is dropped, and the event is in the database.
/// </summary>
internal sealed class JournalWriter(string socketPath = JournalWriter.SystemSocket) : IDisposable
{
    public const string SystemSocket = "/run/systemd/journal/socket";

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };

    /// <summary>False when the entry could not be handed over.</summary>
    public bool TryWrite(IEnumerable<(string Name, string Value)> fields)
    {
        try
        {
            _socket.SendTo(Encode(fields), new UnixDomainSocketEndPoint(socketPath));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public void Dispose() => _socket.Dispose();

    private static byte[] Encode(IEnumerable<(string Name, string Value)> fields)
    {
        using var message = new MemoryStream();
        Span<byte> length = stackalloc byte[sizeof(long)];
        foreach (var (name, value) in fields)
        {
            var bytes = Encoding.UTF8.GetBytes(value);
            message.Write(Encoding.ASCII.GetBytes(name));
            if (value.Contains('\n', StringComparison.Ordinal))
            {
                BinaryPrimitives.WriteInt64LittleEndian(length, bytes.Length);
                message.WriteByte((byte)'\n');
                message.Write(length);
            }
            else
            {
                message.WriteByte((byte)'=');
            }

            message.Write(bytes);
            message.WriteByte((byte)'\n');
        }

        return message.ToArray();
    }
}
