using System.Net.Sockets;
using System.Runtime.InteropServices;
using Watchkeeper.Core;

namespace Watchkeeper.Metrics.Statsd;

/// <summary>
/// Receives many datagrams with one system call (recvmmsg). When few came it naps for a moment, so that at a hundred thousand packets a second it wakes a
/// hundred times and not a hundred thousand; the socket's buffer holds what comes meanwhile.
/// </summary>
internal sealed unsafe partial class DatagramReceiver(Socket socket) : IDisposable
{
    private const int Batch = 128;

    /// <summary>Room for the largest datagram; memory that no datagram reaches is never touched, and so costs none.</summary>
    private const int Room = 65_536;

    private const int DontWait = 0x40;
    private const int WaitMilliseconds = 250;

    /// <summary>A nap is as long as the socket's buffer allows: a clamped one fills in ten milliseconds.</summary>
    private const int LargeBuffer = 1024 * 1024;
    private const int ShortNap = 4;
    private const int LongNap = 10;

    private readonly byte* _buffers = (byte*)NativeMemory.Alloc(Batch, Room);
    private readonly Message* _messages = (Message*)NativeMemory.AllocZeroed(Batch, (nuint)sizeof(Message));
    private readonly Vector* _vectors = (Vector*)NativeMemory.AllocZeroed(Batch, (nuint)sizeof(Vector));

    /// <summary>Receives until cancelled, and hands over each batch while holding the state's gate.</summary>
    public void Run(StatsdState state, CancellationToken cancellation)
    {
        var descriptor = (int)socket.SafeHandle.DangerousGetHandle();
        var nap = socket.ReceiveBufferSize >= LargeBuffer ? LongNap : ShortNap;
        Prepare();
        while (!cancellation.IsCancellationRequested)
        {
            var count = Receive(descriptor);
            if (count > 0)
            {
                lock (state.Gate)
                {
                    for (var i = 0; i < count; i++)
                    {
                        Hand(state, i);
                    }
                }
            }

            if (count < Batch)
            {
                // After a few more come soon; after none, sleep until one comes.
                _ = count > 0 ? Poll.Wait([], nap) : Poll.Wait([new(descriptor, Poll.Readable)], WaitMilliseconds);
            }
        }
    }

    public void Dispose()
    {
        NativeMemory.Free(_buffers);
        NativeMemory.Free(_messages);
        NativeMemory.Free(_vectors);
    }

    private void Prepare()
    {
        for (var i = 0; i < Batch; i++)
        {
            _vectors[i] = new() { Base = _buffers + (i * Room), Length = Room };
            _messages[i].Header.Vectors = _vectors + i;
            _messages[i].Header.VectorCount = 1;
        }
    }

    private int Receive(int descriptor) => ReceiveMany(descriptor, _messages, Batch, DontWait, null);

    private void Hand(StatsdState state, int index) =>
        state.TakePacket(new ReadOnlySpan<byte>(_buffers + (index * Room), (int)_messages[index].Length));

    [LibraryImport("libc", EntryPoint = "recvmmsg", SetLastError = true)]
    private static partial int ReceiveMany(int descriptor, Message* messages, uint count, int flags, void* timeout);

    [StructLayout(LayoutKind.Sequential)]
    private struct Vector
    {
        public byte* Base;
        public nuint Length;
    }

    /// <summary><c>struct msghdr</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct MessageHeader
    {
        public void* Name;
        public uint NameLength;
        public Vector* Vectors;
        public nuint VectorCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
    }

    /// <summary><c>struct mmsghdr</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Message
    {
        public MessageHeader Header;
        public uint Length;
    }
}
