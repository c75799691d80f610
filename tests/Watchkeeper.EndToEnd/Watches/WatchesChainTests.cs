namespace Watchkeeper.EndToEnd.Watches;

/// <summary>What a watch says reaches others, and what is old starts nothing.</summary>
public sealed class WatchesChainTests
{
    [Fact]
    public async Task An_event_that_one_watch_publishes_is_what_another_looks_at()
    {
        await using var scene = await Scene.StartAsync("""
            says:
              watch: { file: LOG }
              when: { regex: 'backup of (?<size>\d+) bytes' }
              then: [ { event: site.backup, message: "The backup has {size} bytes.", severity: notice } ]
            hears:
              watch: { event: "site.*" }
              when: { key: captures.size }
              then: [ { run: [sh, -c, 'echo "$CAPTURE_TYPE $CAPTURE_SUBJECT $CAPTURE_CAPTURES_SIZE $WATCH_LINE" >> OUT'] } ]
            """);
        scene.Write("backup of 12 bytes");
        Assert.Equal("site.backup says 12 The backup has 12 bytes.", (await scene.WrittenAsync(1))[0]);
    }

    [Fact]
    public async Task A_line_older_than_its_max_age_is_counted_and_starts_nothing()
    {
        await using var scene = await Scene.StartAsync("""
            boom: { watch: { file: LOG }, when: { contains: boom }, then: [ { run: [sh, -c, 'echo "$WATCH_LINE" >> OUT'] } ], max_age: 1m, cooldown: 0s }
            """);
        scene.Write($"{DateTimeOffset.UtcNow.AddMinutes(-2):yyyy-MM-ddTHH:mm:ssZ} stale boom", $"{DateTimeOffset.UtcNow:yyyy-MM-ddTHH:mm:ssZ} fresh boom");
        Assert.EndsWith("fresh boom", Assert.Single(await scene.WrittenAsync(1)), StringComparison.Ordinal);
        var listed = Assert.Single(await scene.JsonAsync("watches", "list"));
        Assert.Equal((2, 1), (listed.GetProperty("matches").GetInt32(), listed.GetProperty("suppressed").GetInt32()));
    }

    [Fact]
    public async Task The_safe_defaults_watch_without_a_configuration()
    {
        await using var daemon = await Daemon.StartAsync();
        await daemon.WaitForLogAsync("Watching 9 things");
        var output = await daemon.OutputOfAsync("watches", "list");
        Assert.Contains("filesystem-full", output, StringComparison.Ordinal);
        Assert.DoesNotContain("cannot see", output, StringComparison.Ordinal);
        Assert.Contains("\"watches\"", await daemon.OutputOfAsync("status", "--json"), StringComparison.Ordinal);
    }
}
