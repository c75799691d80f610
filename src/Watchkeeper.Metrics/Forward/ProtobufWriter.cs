using System.Text;
using Watchkeeper.Metrics.Store;

namespace Watchkeeper.Metrics.Forward;

/// <summary>The little of Protocol Buffers' encoding (https://protobuf.dev/programming-guides/encoding) that remote write needs.</summary>
internal static class ProtobufWriter
{
    public static void Text(this ByteWriter bytes, int field, string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        bytes.Varint((ulong)((field << 3) | 2));
        bytes.Varint((ulong)length);
        Encoding.UTF8.GetBytes(text, bytes.Take(length));
    }

    public static void Double(this ByteWriter bytes, int field, double value)
    {
        bytes.Varint((ulong)((field << 3) | 1));
        bytes.Double(value);
    }

    public static void Int64(this ByteWriter bytes, int field, long value)
    {
        bytes.Varint((ulong)(field << 3));
        bytes.Varint((ulong)value);
    }

    public static void Message(this ByteWriter bytes, int field, ByteWriter message)
    {
        bytes.Varint((ulong)((field << 3) | 2));
        bytes.Varint((ulong)message.Length);
        bytes.Bytes(message.Written);
    }
}
