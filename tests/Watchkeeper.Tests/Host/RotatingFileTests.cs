using Microsoft.Extensions.Logging;
using Watchkeeper.Core;
using Watchkeeper.Logging;

namespace Watchkeeper.Tests.Host;

public sealed class RotatingFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("watchkeeper-log-").FullName;

    private string File => Path.Combine(_folder, "watchkeeper.log");

    [Fact]
    public void It_is_put_aside_at_its_size_and_the_oldest_is_dropped()
    {
        using (var log = new RotatingFile(File, maxSize: 100, keep: 2))
        {
            for (var i = 0; i < 20; i++)
            {
                log.Write(LogLevel.Information, $"line {i:00} {new string('x', 31)}");
            }
        }

        Assert.Equal(["watchkeeper.log", "watchkeeper.log.1", "watchkeeper.log.2"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order());
        Assert.All(Directory.GetFiles(_folder), file => Assert.InRange(new FileInfo(file).Length, 1, 100));
        Assert.StartsWith("line 18", System.IO.File.ReadAllText(File), StringComparison.Ordinal);
        Assert.StartsWith("line 16", System.IO.File.ReadAllText(File + ".1"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_longer_than_the_size_is_written_whole()
    {
        using (var log = new RotatingFile(File, maxSize: 10, keep: 1))
        {
            log.Write(LogLevel.Information, new string('y', 50));
        }

        Assert.Equal(new string('y', 50) + "\n", System.IO.File.ReadAllText(File));
    }

    [Fact]
    public void Whoever_moves_it_away_is_followed()
    {
        using var log = new RotatingFile(File, maxSize: 1000, keep: 1);
        log.Write(LogLevel.Information, "before");

        System.IO.File.Move(File, File + ".moved");
        log.Write(LogLevel.Information, "after");

        Assert.Equal("after\n", System.IO.File.ReadAllText(File));
    }

    [Fact]
    public void A_file_that_cannot_be_opened_is_a_problem_with_words()
    {
        var problem = Assert.Throws<ProblemException>(() => new RotatingFile(Path.Combine(_folder, "missing", "w.log"), 100, 1));

        Assert.Contains("log.file", problem.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
