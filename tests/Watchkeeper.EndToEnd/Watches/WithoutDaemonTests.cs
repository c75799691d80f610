using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Watchkeeper.EndToEnd.Watches;

/// <summary>What the command line does from the configuration alone.</summary>
public sealed class WithoutDaemonTests
{
    private static readonly string Examples = Path.Combine(Tests.Repository.Root, "examples");

    [Fact]
    public async Task A_log_is_replayed_with_a_virtual_clock()
    {
        using var folder = new Folder();
        var log = folder.Write("auth.log", string.Join('\n', Enumerable.Range(0, 12).Select(i => $"Nov 20 08:{i:00}:00 h sshd[1]: Failed password for root from 203.0.113.7 port {i} ssh2")) + "\n");
        var config = folder.Write("c.yaml", """
            watches:
              rules:
                ssh: { watch: { file: /x }, when: { regex: 'Failed password for (?<user>\S+) from (?<ip>\S+)', key: ip, count: 3, within: 10m }, then: [ { run: [ban, "{ip}"] } ], cooldown: 5m }
            """);
        var finished = await WatchkeeperProgram.RunAsync("watches", "test", log, "--watch", "ssh", "--json", "--config", config);
        Assert.Equal((0, ""), (finished.ExitCode, finished.Error));
        var lines = finished.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(12, lines.Count(line => line.TryGetProperty("match", out _)));
        var fires = lines.Where(line => line.TryGetProperty("fire", out _)).Select(line => line.GetProperty("fire")).ToList();
        Assert.Equal([3, 9], fires.Select(fire => fire.GetProperty("line").GetInt32()));
        Assert.Equal("run ban 203.0.113.7", fires[0].GetProperty("actions")[0].GetString());

        var text = await WatchkeeperProgram.RunAsync("watches", "test", log, "--watch", "ssh", "--quiet", "--config", config);
        Assert.Contains("12 lines, 12 matches, 2 would have fired, 2 suppressed.", text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_packed_log_is_replayed_and_one_that_breaks_off_says_so_in_a_sentence()
    {
        using var folder = new Folder();
        var config = folder.Write("c.yaml", "watches: { rules: { boom: { watch: { file: /x }, when: { contains: boom } } } }");
        var packed = Path.Combine(folder.Path, "log.gz");
        await using (var gzip = new GZipStream(File.Create(packed), CompressionLevel.Fastest))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 5000).Select(i => $"boom {i * 7919 % 5003}\n"))));
        }

        var whole = await WatchkeeperProgram.RunAsync("watches", "test", packed, "--watch", "boom", "--quiet", "--config", config);
        Assert.Contains("5000 lines, 5000 matches", whole.Output, StringComparison.Ordinal);

        // Zeros where the rest was, as a crash leaves it, are no gzip.
        var bytes = await File.ReadAllBytesAsync(packed);
        Array.Clear(bytes, bytes.Length / 2, bytes.Length / 2);
        await File.WriteAllBytesAsync(packed, bytes);
        var broken = await WatchkeeperProgram.RunAsync("watches", "test", packed, "--watch", "boom", "--quiet", "--config", config);
        Assert.NotEqual(0, broken.ExitCode);
        Assert.Contains($"Cannot read {packed} to its end: ", broken.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_node_of_the_example_is_told_as_a_table()
    {
        var finished = await WatchkeeperProgram.RunAsync("watches", "table", "--config", Path.Combine(Examples, "bitbox-base.yaml"));
        Assert.Equal(0, finished.ExitCode);
        Assert.Contains("| `electrs-fully-synced` | journal unit electrs.service: `finished full compaction`; each match | restart electrs.service | at most every 30 s, gives up after 5 in 1 h, tried again up to 3 times, after 5 s to 5 min | After the full", finished.Output, StringComparison.Ordinal);
        Assert.Contains("| `initial-block-download` | prometheus http://localhost:9090 bitcoin_ibd; is 1 | raise initial-block-sync (1200), then run /usr/local/sbin/bbb-config.sh set bitcoin_ibd true; afterwards", finished.Output, StringComparison.Ordinal);
        Assert.Contains("run /usr/local/sbin/bbb-config.sh set bitcoin_ibd false, which needs prometheus http://localhost:9090 bitcoin_blocks above 595999", finished.Output, StringComparison.Ordinal);
        Assert.All(finished.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.StartsWith("|", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_dry_run_asks_and_does_nothing()
    {
        using var folder = new Folder();
        var config = folder.Write("c.yaml", $"watches: {{ rules: {{ big: {{ watch: {{ path: {folder.Path}/c.yaml }}, when: {{ value: size, above: 10 }}, then: [ {{ run: [touch, {folder.Path}/touched] }} ] }} }} }}");
        var finished = await WatchkeeperProgram.RunAsync("watches", "run", "big", "--dry-run", "--config", config);
        Assert.Contains("holds: yes", finished.Output, StringComparison.Ordinal);
        Assert.Contains("would then run touch", finished.Output, StringComparison.Ordinal);
        Assert.False(File.Exists($"{folder.Path}/touched"));
        Assert.Equal(2, (await WatchkeeperProgram.RunAsync("watches", "run", "big", "--config", config)).ExitCode);
    }

    [Fact]
    public async Task The_configuration_check_runs_the_tests_that_watches_carry()
    {
        using var folder = new Folder();
        const string Rule = "watches:\n  rules:\n    a:\n      watch: { file: /x }\n      when: { contains: boom }\n      tests:\n        - lines: [boom, bang]\n          fires: ";
        Assert.Equal(0, (await WatchkeeperProgram.RunAsync("config", "check", "--config", folder.Write("good.yaml", Rule + "1"))).ExitCode);
        var bad = await WatchkeeperProgram.RunAsync("config", "check", "--config", folder.Write("bad.yaml", Rule + "2"));
        Assert.Equal(1, bad.ExitCode);
        Assert.Contains("bad.yaml:8:", bad.Error + bad.Output, StringComparison.Ordinal);
        Assert.Contains("Test 1 fails: it fired once, and should have fired 2 times.", bad.Error + bad.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await WatchkeeperProgram.RunAsync("watches", "table", "--config", folder.Write("bad.yaml", Rule + "2"))).ExitCode);
    }

    private sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("watchkeeper-watches-").FullName;

        public string Write(string name, string text)
        {
            var file = System.IO.Path.Combine(Path, name);
            File.WriteAllText(file, text);
            return file;
        }

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
