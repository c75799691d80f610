using System.Text;
using Watchkeeper.Core.Time;
using Watchkeeper.Logs.Files;
using Watchkeeper.Logs.Records;

namespace Watchkeeper.Tests.Logs;

public sealed class FileSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HostClock _clock = HostClock.Open();

    private string Log => _folder.File("app.log");

    [Fact]
    public async Task Lines_come_as_they_are_written_and_reading_resumes_after_the_last_one()
    {
        File.WriteAllText(Log, "old\n");
        string? position;
        await using (var reader = Open(fromStart: true))
        {
            Assert.Equal(["old"], await TextsAsync(reader, 1));
            File.AppendAllText(Log, "one\r\ntwo\nhal");
            Assert.Equal(["one", "two"], await TextsAsync(reader, 2));
            position = reader.Position;
        }

        File.AppendAllText(Log, "f\nlast\n");
        await using var resumed = Open(position);
        Assert.Equal(["half", "last"], await TextsAsync(resumed, 2));
    }

    [Fact]
    public async Task Without_a_position_reading_begins_at_the_end()
    {
        File.WriteAllText(Log, "old\n");
        await using var reader = Open();
        var writing = Task.Run(async () =>
        {
            await Task.Delay(500);
            File.AppendAllText(Log, "new\n");
        });

        Assert.Equal(["new"], await TextsAsync(reader, 1));
        await writing;
    }

    [Fact]
    public async Task A_file_renamed_away_is_read_to_its_end_before_the_new_one()
    {
        File.WriteAllText(Log, "a\n");
        await using var reader = Open(fromStart: true);
        await TextsAsync(reader, 1);

        File.AppendAllText(Log, "b\nc without an end");
        File.Move(Log, Log + ".1");
        File.WriteAllText(Log, "d\n");

        Assert.Equal(["b", "c without an end", "d"], await TextsAsync(reader, 3));
    }

    [Fact]
    public async Task A_rotation_while_nobody_read_loses_nothing()
    {
        File.WriteAllText(Log, "a\n");
        var position = await PositionAfterAsync(1);

        File.AppendAllText(Log, "b\n");
        File.Move(Log, Log + ".1");
        File.WriteAllText(Log, "c\n");

        await using var resumed = Open(position);
        Assert.Equal(["b", "c"], await TextsAsync(resumed, 2));
    }

    [Fact]
    public async Task A_file_copied_and_truncated_begins_again()
    {
        File.WriteAllText(Log, "a\nb\n");
        await using var reader = Open(fromStart: true);
        await TextsAsync(reader, 2);

        using (var file = new FileStream(Log, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(0);
        }

        await Task.Delay(600);
        File.AppendAllText(Log, "c\n");
        Assert.Equal(["c"], await TextsAsync(reader, 1));
    }

    [Fact]
    public async Task Rotations_while_nobody_read_lose_nothing()
    {
        File.WriteAllText(Log, "a\n");
        var position = await PositionAfterAsync(1);

        File.AppendAllText(Log, "b\n");
        File.Move(Log, Log + ".2");
        File.WriteAllText(Log + ".1", "c\n");
        File.WriteAllText(Log + ".1.gz", "not a log\n");
        File.WriteAllText(Log + ".bak", "no rotation\n");
        File.WriteAllText(Log, "d\n");

        await using var resumed = Open(position);
        Assert.Equal(["b", "c", "d"], await TextsAsync(resumed, 3));
    }

    [Theory]
    [InlineData("c\n")]
    [InlineData("2 c\n2 d\n")]
    [InlineData("2 c\n2 d\n2 e\n2 f\n2 g\n")]
    public async Task A_file_copied_truncated_and_written_again_in_one_breath_loses_nothing(string fresh)
    {
        File.WriteAllText(Log, "1 a\n1 b\n");
        await using var reader = Open(fromStart: true);
        await TextsAsync(reader, 2);

        CopyAndTruncate(fresh);

        var expected = fresh.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(expected, await TextsAsync(reader, expected.Length));
    }

    [Fact]
    public async Task What_came_just_before_a_file_was_truncated_is_read_from_its_copy()
    {
        File.WriteAllText(Log, "1 a\n1 b\n");
        var position = await PositionAfterAsync(2);

        File.AppendAllText(Log, "1 c\n");
        CopyAndTruncate("2 d\n");

        await using var resumed = Open(position);
        Assert.Equal(["1 c", "2 d"], await TextsAsync(resumed, 2));
    }

    [Fact]
    public async Task A_file_truncated_and_grown_beyond_while_nobody_read_begins_again()
    {
        File.WriteAllText(Log, "a\n");
        var position = await PositionAfterAsync(1);

        using (var file = new FileStream(Log, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(0);
            file.Write("other\nlonger\n"u8);
        }

        await using var resumed = Open(position);
        Assert.Equal(["other", "longer"], await TextsAsync(resumed, 2));
    }

    [Fact]
    public async Task A_last_line_without_an_end_counts_when_nothing_follows_it()
    {
        File.WriteAllText(Log, "no end");
        await using var reader = Open(fromStart: true);

        Assert.Equal(["no end"], await TextsAsync(reader, 1));
    }

    [Fact]
    public async Task Long_lines_are_cut_with_a_mark_and_bad_bytes_are_kept_apart()
    {
        File.WriteAllBytes(Log, [.. Encoding.UTF8.GetBytes(new string('x', 100_000)), (byte)'\n', (byte)'a', 0xFF, (byte)'b', (byte)'\n']);
        await using var reader = Open(fromStart: true);

        var texts = await TextsAsync(reader, 2);
        Assert.Equal(LineRecords.LongestLine + 1, texts[0].Length);
        Assert.EndsWith("…", texts[0], StringComparison.Ordinal);
        Assert.Equal("a\uFFFDb", texts[1]);
    }

    [Fact]
    public async Task A_file_that_is_not_there_yet_is_waited_for()
    {
        await using var reader = Open(fromStart: true);
        File.WriteAllText(Log, "first\n");

        Assert.Equal(["first"], await TextsAsync(reader, 1));
    }

    [Fact]
    public async Task All_of_a_file_that_appears_is_new()
    {
        await using var reader = Open();
        await Task.Delay(500);
        await File.WriteAllTextAsync(_folder.File("new"), "first\n");
        File.Move(_folder.File("new"), Log);

        Assert.Equal(["first"], await TextsAsync(reader, 1));
    }

    [Fact]
    public async Task What_comes_while_nobody_reads_is_read_though_nothing_came_before()
    {
        File.WriteAllText(Log, "old\n");
        string? position;
        await using (var reader = Open())
        {
            await reader.TakeBatchAsync();
            position = reader.Position;
        }

        File.AppendAllText(Log, "meanwhile\n");
        await using var resumed = Open(position);
        Assert.Equal(["meanwhile"], await TextsAsync(resumed, 1));
    }

    public void Dispose()
    {
        _folder.Dispose();
        ((IDisposable)_clock).Dispose();
    }

    private void CopyAndTruncate(string fresh)
    {
        File.Copy(Log, Log + ".1");
        using var file = new FileStream(Log, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.SetLength(0);
        file.Write(Encoding.UTF8.GetBytes(fresh));
    }

    /// <summary>Reads so many lines from the start, and where that ended.</summary>
    private async Task<string?> PositionAfterAsync(int lines)
    {
        await using var reader = Open(fromStart: true);
        await TextsAsync(reader, lines);
        return reader.Position;
    }

    private SourceReader Open(string? position = null, bool fromStart = false) => new(new FileSource(Log, _clock, fromStart), position);

    private static async Task<List<string>> TextsAsync(SourceReader reader, int count) => [.. (await reader.TakeAsync(count)).Select(record => record.Text)];
}
