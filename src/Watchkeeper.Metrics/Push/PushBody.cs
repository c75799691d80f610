using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Watchkeeper.Core;

namespace Watchkeeper.Metrics.Push;

/// <summary>Reads a pushed text line by line as it comes, so that a large one takes no more memory than a small one.</summary>
internal static class PushBody
{
    private const int LongestLine = 64 * 1024;

    /// <exception cref="PushException">A line is not in any of the formats.</exception>
    public static async Task ReadTextAsync(PipeReader body, TextSamples reader, PushedBatch batch, CancellationToken cancellation)
    {
        var number = 0;
        var characters = ArrayPool<char>.Shared.Rent(LongestLine);
        try
        {
            while (true)
            {
                var read = await body.ReadAsync(cancellation);
                var rest = read.Buffer;
                try
                {
                    while (rest.PositionOf((byte)'\n') is { } end)
                    {
                        Take(rest.Slice(0, end), ++number);
                        rest = rest.Slice(rest.GetPosition(1, end));
                    }

                    if (read.IsCompleted)
                    {
                        Take(rest, ++number);
                        rest = rest.Slice(rest.End);
                        return;
                    }

                    Check(rest.Length, number + 1);
                }
                finally
                {
                    // Also of a text that is refused: the server reads on to the request's end.
                    body.AdvanceTo(rest.Start, rest.End);
                }
            }
        }
        finally
        {
            ArrayPool<char>.Shared.Return(characters);
        }

        void Take(in ReadOnlySequence<byte> line, int at)
        {
            Check(line.Length, at);
            var length = line.IsSingleSegment ? Encoding.UTF8.GetChars(line.FirstSpan, characters) : Encoding.UTF8.GetChars(line.ToArray(), characters);
            if (reader.TryRead(characters.AsSpan(0, length), at, out var sample))
            {
                batch.Add(sample, at);
            }
        }
    }

    /// <summary>Reads the whole of a JSON text, which may be shorter than lines may.</summary>
    /// <exception cref="ProblemException">It is longer.</exception>
    public static async Task<string> ReadJsonAsync(PipeReader body, int longest, CancellationToken cancellation)
    {
        while (true)
        {
            var read = await body.ReadAsync(cancellation);
            try
            {
                if (read.Buffer.Length > longest)
                {
                    throw new ProblemException(
                        ProblemKind.BadRequest, $"JSON of more than {longest} bytes is not taken at once; send it in parts, or as lines of text.");
                }

                if (read.IsCompleted)
                {
                    return Encoding.UTF8.GetString(read.Buffer);
                }
            }
            finally
            {
                body.AdvanceTo(read.IsCompleted ? read.Buffer.End : read.Buffer.Start, read.Buffer.End);
            }
        }
    }

    private static void Check(long length, int line)
    {
        if (length > LongestLine)
        {
            throw new PushException(line, $"it is longer than {LongestLine} bytes");
        }
    }
}
