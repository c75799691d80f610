using System.Buffers;

namespace Watchkeeper.Logs.Records;

/// <summary>A stream in large chunks that end where a line ends.</summary>
internal static class WholeLines
{
    private const int ChunkLength = 1024 * 1024;

    /// <summary>The chunks, each valid until the next is asked for. A line longer than a chunk comes in pieces.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Of(Stream stream)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkLength);
        try
        {
            var held = 0;
            while (true)
            {
                var read = stream.ReadAtLeast(buffer.AsSpan(held), buffer.Length - held, throwOnEndOfStream: false);
                var length = held + read;
                if (length == 0)
                {
                    yield break;
                }

                var last = length < buffer.Length;
                var end = last ? length : buffer.AsSpan(0, length).LastIndexOf((byte)'\n') + 1;
                end = end == 0 ? length : end;
                yield return buffer.AsMemory(0, end);
                if (last)
                {
                    yield break;
                }

                held = length - end;
                buffer.AsSpan(end, held).CopyTo(buffer);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
