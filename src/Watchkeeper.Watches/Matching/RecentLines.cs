using System.Text;

namespace Watchkeeper.Watches.Matching;

/// <summary>The last lines of a source, whether or not anybody looks for them: <c>watches explain</c> says of each why it counted or not.</summary>
internal sealed class RecentLines
{
    private const int Most = 20;
    private const int LongestKept = 4096;
    private readonly (long At, string Text)[] _lines = new (long, string)[Most];
    private long _count;

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<(long At, string Text)> All
    {
        get
        {
            var count = (int)Math.Min(_count, Most);
            return [.. Enumerable.Range(0, count).Select(i => _lines[(_count - count + i) % Most])];
        }
    }

    public void Add(long at, ReadOnlySpan<char> line) => _lines[_count++ % Most] = (at, line[..Math.Min(line.Length, LongestKept)].ToString());

    /// <summary>Adds the last lines of a chunk of whole lines.</summary>
    public void AddEnd(long at, ReadOnlySpan<byte> chunk)
    {
        Span<int> starts = stackalloc int[Most];
        var (found, end) = (0, chunk.Length);
        while (found < Most && end > 0)
        {
            end = chunk[..(end - 1)].LastIndexOf((byte)'\n') + 1;
            starts[found++] = end;
        }

        while (found-- > 0)
        {
            var line = chunk[starts[found]..(found == 0 ? chunk.Length : starts[found - 1])];
            Add(at, Encoding.UTF8.GetString(line[..Math.Min(line.Length, LongestKept)]).TrimEnd('\n', '\r'));
        }
    }
}
