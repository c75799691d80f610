using System.Text.RegularExpressions;

namespace Watchkeeper.EndToEnd.Watches;

/// <summary>A real Prometheus, asked, stopped and started again.</summary>
[Trait("Needs", "prometheus")]
public sealed class RealPrometheusTests
{
    [Fact]
    public async Task Its_answers_count_and_its_absence_is_unknown_and_changes_nothing()
    {
        await using var prometheus = await PrometheusServer.StartAsync();
        await using var scene = await Scene.StartAsync($$"""
            one: { watch: { prometheus: vector(1), server: "{{prometheus.Url}}", every: 200ms }, when: { is: "1", unknown_for: 1s }, after: [ { run: [sh, -c, 'echo over >> OUT'] } ] }
            nothing: { watch: { prometheus: no_such_metric, server: "{{prometheus.Url}}", every: 200ms }, when: { below: 1, unknown_for: 1s } }
            infinite: { watch: { prometheus: vector(1)/0, server: "{{prometheus.Url}}", every: 200ms }, when: { above: 1 } }
            malformed: { watch: { prometheus: "sum(", server: "{{prometheus.Url}}", every: 200ms }, when: { is_not: "1" } }
            """);
        await ActiveAsync(scene, "nothing.unknown", "one");
        Assert.Contains("the query failed (400)", await scene.Daemon.OutputOfAsync("watches", "explain", "malformed"), StringComparison.Ordinal);

        await prometheus.StopAsync();
        await ActiveAsync(scene, "nothing.unknown", "one", "one.unknown");
        await prometheus.StartAgainAsync();
        await ActiveAsync(scene, "nothing.unknown", "one");
        Assert.Empty(scene.Written());
    }

    /// <summary>The watch of examples/bitbox-base.yaml, with what it runs replaced, from the first answer to the end of the download.</summary>
    [Fact]
    public async Task The_block_height_is_asked_for_before_the_download_counts_as_finished()
    {
        await using var prometheus = await PrometheusServer.StartAsync();
        prometheus.Exposed = "bitcoin_ibd 1\nbitcoin_blocks 100\n";
        await using var scene = await Scene.StartAsync(Example("initial-block-download")
            .Replace("/usr/local/sbin/bbb-config.sh, set", "sh, -c, 'echo \"$0 $1\" >> OUT'", StringComparison.Ordinal)
            .Replace("[redis-cli, get, \"bitcoind:ibd-clearnet\"]", "[cat, OUT.clearnet]", StringComparison.Ordinal)
            .Replace("http://localhost:9090", prometheus.Url, StringComparison.Ordinal)
            .Replace("every: 10s", "every: 300ms", StringComparison.Ordinal)
            .Replace("first: 10s, max: 10m", "first: 100ms, max: 300ms", StringComparison.Ordinal));
        await File.WriteAllTextAsync(scene.Out + ".clearnet", "1\n");
        Assert.Equal(["bitcoin_ibd true"], await scene.WrittenAsync(1));
        await ActiveAsync(scene, "initial-block-sync");

        // No answer, and one that makes no sense, are not "finished".
        prometheus.Exposed = "bitcoin_blocks 596000\n";
        await SaidAsync(scene, "unknown: ");
        prometheus.Exposed = "bitcoin_ibd 7\nbitcoin_blocks 596000\n";
        await SaidAsync(scene, "7");
        Assert.Equal(["bitcoin_ibd true"], scene.Written());

        // Finished too early to be believed: it is over for the conditions, and nothing is done until the blocks are there.
        prometheus.Exposed = "bitcoin_ibd 0\nbitcoin_blocks 595999\n";
        await ActiveAsync(scene);
        await Task.Delay(2000);
        Assert.Equal(["bitcoin_ibd true"], scene.Written());
        prometheus.Exposed = "bitcoin_ibd 0\nbitcoin_blocks 596000\n";
        Assert.Equal(["bitcoin_ibd true", "bitcoin_ibd_clearnet false", "bitcoin_ibd false"], await scene.WrittenAsync(3));
        await Scene.UntilAsync(() => scene.JsonAsync("watches", "history").Result[^1].GetProperty("status").GetString() == "succeeded", () => "the run is not recorded");
        Assert.True((await scene.JsonAsync("watches", "history"))[^1].GetProperty("attempts").GetInt32() > 2);
    }

    private static string Example(string watch)
    {
        var yaml = File.ReadAllText(Path.Combine(Tests.Repository.Root, "examples", "bitbox-base.yaml"));
        var rule = Regex.Match(yaml, $@"^    {watch}:\n(?<lines>(?:      .*\n)+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Value;
        return string.Join('\n', rule.TrimEnd('\n').Split('\n').Select(line => line[4..]));
    }

    private static Task SaidAsync(Scene scene, string text) => Scene.UntilAsync(
        () => scene.JsonAsync("watches", "explain", "initial-block-download").Result[0].GetProperty("seen").EnumerateArray().Last().GetProperty("text").GetString()!.StartsWith(text, StringComparison.Ordinal),
        () => $"Prometheus did not say {text}");

    private static async Task ActiveAsync(Scene scene, params string[] expected)
    {
        var found = "";
        await Scene.UntilAsync(
            () => (found = string.Join(' ', scene.JsonAsync("watches", "conditions").Result.Select(one => one.GetProperty("condition").GetString()).Order(StringComparer.Ordinal))) == string.Join(' ', expected.Order(StringComparer.Ordinal)),
            () => $"active are {found}\n{scene.Daemon.Log}");
    }
}
