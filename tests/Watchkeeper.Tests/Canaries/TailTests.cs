using System.Text;
using Watchkeeper.Canaries;

namespace Watchkeeper.Tests.Canaries;

public sealed class TailTests
{
    [Theory]
    [InlineData(5, "abcdefgh", "defgh")]
    [InlineData(5, "abc", "abc")]
    [InlineData(5, "abcde", "abcde")]
    [InlineData(0, "abc", "")]
    public void The_last_bytes_are_kept_however_they_come(int limit, string text, string kept)
    {
        foreach (var chunk in (int[])[1, 2, 3, 100])
        {
            var tail = new Tail(limit);
            foreach (var piece in Encoding.ASCII.GetBytes(text).Chunk(chunk))
            {
                tail.Write(piece);
            }

            Assert.Equal(kept, Encoding.ASCII.GetString(tail.ToArray()));
        }
    }
}
