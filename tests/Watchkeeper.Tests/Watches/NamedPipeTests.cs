using Watchkeeper.Watches.Active;

namespace Watchkeeper.Tests.Watches;

public sealed class NamedPipeTests
{
    [Fact]
    public void A_reader_gets_a_line_and_nobody_waits_for_one()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("watchkeeper-pipe-").FullName, "pipe");
        NamedPipe.WriteLine(path, "nobody reads this");
        using (var pipe = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 1))
        {
            NamedPipe.WriteLine(path, "first");
            NamedPipe.WriteLine(path, "second");
            var buffer = new byte[13];
            pipe.ReadExactly(buffer);
            Assert.Equal("first\nsecond\n", System.Text.Encoding.UTF8.GetString(buffer));

            // A reader that does not read: the pipe fills, and writing still does not wait.
            for (var i = 0; i < 1000; i++)
            {
                NamedPipe.WriteLine(path, new string('x', 1000));
            }
        }

        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public async Task A_line_is_whole_however_long_it_is()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("watchkeeper-pipe-").FullName, "pipe");
        NamedPipe.WriteLine(path, "nobody reads this");
        await using (var pipe = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 1))
        {
            var reading = Task.Run(() =>
            {
                var buffer = new byte[3_000_001];
                pipe.ReadExactly(buffer);
                return buffer;
            });
            NamedPipe.WriteLine(path, new string('x', 3_000_000));
            Assert.Equal((byte)'\n', (await reading.WaitAsync(TimeSpan.FromMinutes(1)))[^1]);
        }

        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public void A_place_where_no_pipe_can_be_is_an_error() => Assert.Throws<IOException>(() => NamedPipe.WriteLine("/no/such/folder/pipe", "x"));
}
