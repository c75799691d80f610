using System.Text;
using Watchkeeper.CommandLine;

namespace Watchkeeper.Tests.Host;

public sealed class AnswerBodyTests
{
    [Theory]
    [InlineData("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", "hello world")]
    [InlineData("b;name=value\r\nhello world\r\n0\r\n\r\n", "hello world")]
    [InlineData("0\r\n\r\n", "")]
    public void Chunks_are_joined(string sent, string body) => Assert.Equal(body, Read(sent, null));

    [Fact]
    public void A_length_is_read_and_no_more() => Assert.Equal("hello", Read("hello and what follows", 5));

    [Theory]
    [InlineData("5\r\nhel", null)]
    [InlineData("5\r\nhello\r\n", null)]
    [InlineData("", null)]
    [InlineData("hel", 5L)]
    public void An_answer_that_breaks_off_is_an_error(string sent, long? length) => Assert.Throws<IOException>(() => Read(sent, length));

    private static string Read(string sent, long? length)
    {
        using var body = new AnswerBody(new MemoryStream(Encoding.UTF8.GetBytes(sent)), length);
        using var reader = new StreamReader(body);
        return reader.ReadToEnd();
    }
}
