using System.Buffers;
using System.Text;

namespace Watchkeeper.Logs.Matching;

/// <summary>
/// One pass of a <see cref="PatternSet"/> over a chunk of bytes. The chunk is widened to characters a block at a time, so that the block stays in the
/// processor's nearest cache; the search runs over the block without regard to lines, and lines are sought only around what it finds.
/// </summary>
internal readonly ref struct ChunkScan(PatternSet patterns, PatternSet.LineHandler? matches, PatternSet.SieveHandler? sieve)
{
    private const int BlockLength = 16 * 1024;

    public void Run(ReadOnlySpan<byte> chunk)
    {
        var characters = ArrayPool<char>.Shared.Rent(BlockLength);
        try
        {
            while (!chunk.IsEmpty)
            {
                var block = chunk[..WholeLines(chunk)];
                if (characters.Length < block.Length)
                {
                    ArrayPool<char>.Shared.Return(characters);
                    characters = ArrayPool<char>.Shared.Rent(block.Length);
                }

                Encoding.Latin1.GetChars(block, characters);
                Scan(block, characters.AsSpan(0, block.Length));
                chunk = chunk[block.Length..];
            }
        }
        finally
        {
            ArrayPool<char>.Shared.Return(characters);
        }
    }

    /// <summary>As many whole lines as fit a block; a line that is longer than a block, alone.</summary>
    private static int WholeLines(ReadOnlySpan<byte> chunk)
    {
        if (chunk.Length <= BlockLength)
        {
            return chunk.Length;
        }

        var end = chunk[..BlockLength].LastIndexOf((byte)'\n');
        if (end < 0)
        {
            end = chunk.IndexOf((byte)'\n');
        }

        return end < 0 ? chunk.Length : end + 1;
    }

    private void Scan(ReadOnlySpan<byte> bytes, ReadOnlySpan<char> text)
    {
        // Where each search stands: its next hit at or after the lines that are done.
        var searches = patterns.Searches;
        Span<int> hits = stackalloc int[searches.Length];
        for (var i = 0; i < hits.Length; i++)
        {
            hits[i] = searches[i].Next(text);
        }

        for (var done = 0; done < text.Length;)
        {
            var hit = patterns.HasPatternsWithoutLiteral ? done : Least(hits, text.Length);
            if (hit >= text.Length)
            {
                return;
            }

            var start = text[done..hit].LastIndexOf('\n') + 1 + done;
            var length = text[hit..].IndexOf('\n');
            var end = length < 0 ? text.Length : hit + length;
            Line(bytes[start..end], text[start..end]);
            done = end + 1;
            for (var i = 0; i < hits.Length; i++)
            {
                if (hits[i] < done)
                {
                    hits[i] = done < text.Length ? done + searches[i].Next(text[done..]) : text.Length;
                }
            }
        }
    }

    private void Line(ReadOnlySpan<byte> bytes, ReadOnlySpan<char> text)
    {
        if (text is [.., '\r'])
        {
            bytes = bytes[..^1];
            text = text[..^1];
        }

        if (sieve is not null)
        {
            sieve(Ascii.IsValid(bytes) ? text : Encoding.UTF8.GetString(bytes));
            return;
        }

        var candidates = new Candidates(stackalloc ulong[Candidates.Words(patterns.Count)]);
        foreach (var search in patterns.Searches)
        {
            search.Find(text, candidates);
        }

        var decoded = Ascii.IsValid(bytes) ? text : Encoding.UTF8.GetString(bytes);
        patterns.Verify(decoded, candidates);
        Span<int> found = stackalloc int[patterns.Count];
        if (candidates.CopyTo(found) is > 0 and var count)
        {
            matches!(decoded, found[..count]);
        }
    }

    private static int Least(ReadOnlySpan<int> hits, int none)
    {
        foreach (var hit in hits)
        {
            none = Math.Min(none, hit);
        }

        return none;
    }
}
