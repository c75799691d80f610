using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Watchkeeper.Core.Time;
using Watchkeeper.Logs.Files;

namespace Watchkeeper.Tests.Logs;

/// <summary>A file that is written in pieces, rotated both ways, and left with a line that has no end.</summary>
public sealed class FileChunksTests : IDisposable
{
    private readonly HostClock _clock = HostClock.Open();
    private readonly TemporaryFolder _folder = new();

    private string Log => _folder.File("app.log");

    [Fact]
    public async Task Lines_are_whole_wherever_they_were_split_and_however_the_file_was_rotated()
    {
        File.WriteAllText(Log, "before\n");
        var (read, reading, stop) = Begin(null);
        await File.AppendAllTextAsync(Log, "on");
        await Task.Delay(150);
        await File.AppendAllTextAsync(Log, "e\ntwo\nthr");
        await Task.Delay(150);
        await File.AppendAllTextAsync(Log, "ee\n");
        await UntilAsync(read, 3);
        File.Move(Log, Log + ".1");
        await File.AppendAllTextAsync(Log + ".1", "four\nfive without end");
        await File.WriteAllTextAsync(Log, "six\n");
        await UntilAsync(read, 6);
        using (var truncated = new FileStream(Log, FileMode.Truncate, FileAccess.Write, FileShare.ReadWrite))
        {
            truncated.Flush();
        }

        await Task.Delay(1300);
        await File.AppendAllTextAsync(Log, "7\n");
        await UntilAsync(read, 7);
        await stop.CancelAsync();
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        Assert.Equal(["one", "two", "three", "four", "five without end", "six", "7"], read.Lines);
    }

    [Fact]
    public async Task A_line_whose_writer_pauses_in_its_middle_is_one_line()
    {
        File.WriteAllText(Log, "before\n");
        var (read, reading, stop) = Begin(null);
        await File.AppendAllTextAsync(Log, "half need");
        await Task.Delay(4000);
        await File.AppendAllTextAsync(Log, "le\n");
        await UntilAsync(read, 1);
        await stop.CancelAsync();
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        Assert.Equal(["half needle"], read.Lines);
    }

    [Fact]
    public async Task It_goes_on_from_any_saved_position_and_through_a_rotation_meanwhile()
    {
        File.WriteAllText(Log, "before\n");
        var (read, reading, stop) = Begin(null);
        await File.AppendAllTextAsync(Log, "one\ntwo\nincompl");
        await UntilAsync(read, 2);
        await stop.CancelAsync();
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await File.AppendAllTextAsync(Log, "ete\nthree\n");
        File.Move(Log, Log + ".1");
        await File.WriteAllTextAsync(Log, "four\n");

        var (again, rereading, halt) = Begin(read.Position);
        await UntilAsync(again, 3);
        await halt.CancelAsync();
        await rereading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        Assert.Equal(["incomplete", "three", "four"], again.Lines);
    }

    [Fact]
    public async Task A_line_without_end_is_cut_and_the_next_is_whole()
    {
        File.WriteAllText(Log, new string('x', 3_000_000) + "\nnext\n" + new string('y', 900_000) + "\nlast\n");
        var (read, reading, stop) = Begin(null, fromStart: true);
        await UntilAsync(read, 4);
        await stop.CancelAsync();
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        Assert.Equal([FileChunks.LongestLine, 4, 900_000, 4], read.Lines.Select(line => line.Length));
    }

    [Fact]
    public void Every_way_of_cutting_a_file_into_writes_gives_the_same_lines() => Prop.ForAll(
        Arb.From(Gen.ArrayOf(Gen.Choose(1, 40), 8)),
        sizes =>
        {
            var text = string.Join('\n', Enumerable.Range(0, 20).Select(i => new string((char)('a' + i), i * 7 % 23))) + "\n";
            var file = _folder.File(Guid.NewGuid().ToString("N"));
            File.WriteAllText(file, "");
            using var chunks = new FileChunks(file, _clock, fromStart: true);
            var enumerator = chunks.ReadAsync(null, CancellationToken.None).GetAsyncEnumerator();
            var read = new StringBuilder();
            var at = 0;
            foreach (var size in sizes.Append(text.Length))
            {
                var piece = text.Substring(at, Math.Min(size, text.Length - at));
                at += piece.Length;
                File.AppendAllText(file, piece);
            }

            while (read.Length < text.Length && enumerator.MoveNextAsync().AsTask().GetAwaiter().GetResult())
            {
                read.Append(Encoding.UTF8.GetString(enumerator.Current.Lines.Span));
            }

            Assert.Equal(text, read.ToString());
        }).QuickCheckThrowOnFailure();

    public void Dispose()
    {
        _folder.Dispose();
        (_clock as IDisposable)?.Dispose();
    }

    private (Received Read, Task Reading, CancellationTokenSource Stop) Begin(string? position, bool fromStart = false)
    {
        var (read, stop) = (new Received(), new CancellationTokenSource());
        var opened = new TaskCompletionSource();
        var reading = Task.Run(async () =>
        {
            using var chunks = new FileChunks(Log, _clock, fromStart);
            await foreach (var chunk in chunks.ReadAsync(position, stop.Token))
            {
                read.Take(chunk);
                opened.TrySetResult();
            }
        });
        opened.Task.Wait(TimeSpan.FromSeconds(10));
        return (read, reading, stop);
    }

    private static async Task UntilAsync(Received read, int count)
    {
        for (var patience = 0; read.Lines.Count < count; patience++)
        {
            Assert.True(patience < 500, $"only: {string.Join('|', read.Lines)}");
            await Task.Delay(20);
        }
    }

    private sealed class Received
    {
        private readonly List<string> _lines = [];

        public IReadOnlyList<string> Lines
        {
            get
            {
                lock (_lines)
                {
                    return [.. _lines];
                }
            }
        }

        public string? Position { get; private set; }

        public void Take(FileChunk chunk)
        {
            lock (_lines)
            {
                Position = chunk.Position;
                var text = Encoding.UTF8.GetString(chunk.Lines.Span);
                _lines.AddRange(text.Length == 0 ? [] : text.TrimEnd('\n').Split('\n'));
            }
        }
    }
}
