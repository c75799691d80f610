using System.Numerics;
using System.Runtime.InteropServices;
using Watchkeeper.Metrics.Store;

namespace Watchkeeper.Metrics.Forward;

/// <summary>Snappy's block format (https://github.com/google/snappy/blob/main/format_description.txt), which remote write demands: only the writing half.</summary>
internal static class Snappy
{
    /// <summary>A match is looked for within a block, so that its distance fits two bytes.</summary>
    private const int Block = 65_536;

    private const int TableBits = 14;

    public static byte[] Compress(ReadOnlySpan<byte> input)
    {
        var output = new ByteWriter();
        output.Varint((ulong)input.Length);
        var table = new ushort[1 << TableBits];
        for (var start = 0; start < input.Length; start += Block)
        {
            Array.Clear(table);
            CompressBlock(output, input.Slice(start, Math.Min(Block, input.Length - start)), table);
        }

        return output.ToArray();
    }

    private static void CompressBlock(ByteWriter output, ReadOnlySpan<byte> block, ushort[] table)
    {
        var literal = 0;
        for (var at = 1; at + 4 <= block.Length;)
        {
            var word = Word(block, at);
            ref var slot = ref table[(word * 0x1e35a7bd) >> (32 - TableBits)];
            var candidate = slot;
            slot = (ushort)at;
            if (candidate >= at || Word(block, candidate) != word)
            {
                // The longer nothing is found, the larger the steps: noise costs little.
                at += 1 + ((at - literal) >> 5);
                continue;
            }

            var length = 4 + block[(at + 4)..].CommonPrefixLength(block[(candidate + 4)..]);
            WriteLiteral(output, block[literal..at]);
            WriteCopy(output, at - candidate, length);
            at += length;
            literal = at;
        }

        WriteLiteral(output, block[literal..]);
    }

    private static void WriteLiteral(ByteWriter output, ReadOnlySpan<byte> literal)
    {
        if (literal.IsEmpty)
        {
            return;
        }

        var length = (uint)(literal.Length - 1);
        if (length < 60)
        {
            output.Byte((byte)(length << 2));
        }
        else
        {
            var count = (BitOperations.Log2(length) / 8) + 1;
            output.Byte((byte)((59 + count) << 2));
            for (var i = 0; i < count; i++)
            {
                output.Byte((byte)(length >> (8 * i)));
            }
        }

        output.Bytes(literal);
    }

    /// <summary>Copies of at most 64 bytes with a distance of two bytes.</summary>
    private static void WriteCopy(ByteWriter output, int distance, int length)
    {
        while (length > 0)
        {
            var part = Math.Min(64, length);
            output.Byte((byte)(((part - 1) << 2) | 2));
            output.Byte((byte)distance);
            output.Byte((byte)(distance >> 8));
            length -= part;
        }
    }

    private static uint Word(ReadOnlySpan<byte> block, int at) => MemoryMarshal.Read<uint>(block[at..]);
}
