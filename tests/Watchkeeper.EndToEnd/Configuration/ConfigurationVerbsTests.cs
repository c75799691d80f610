using System.Text.Json.Nodes;

namespace Watchkeeper.EndToEnd.Configuration;

public sealed class ConfigurationVerbsTests
{
    [Fact]
    public async Task Check_tells_all_errors_at_once_with_their_places()
    {
        await using var daemon = Daemon.Prepare("lisen: 127.0.0.1:1\nlog: { level: loud }\n");

        var finished = await daemon.RunAsync("config", "check");

        Assert.Equal(1, finished.ExitCode);
        Assert.Contains($"{daemon.ConfigurationFile}:1:1: lisen: unknown key; did you mean listen?\n", finished.Error, StringComparison.Ordinal);
        Assert.Contains($"{daemon.ConfigurationFile}:2:15: log.level: expected emergency,", finished.Error, StringComparison.Ordinal);
        var json = JsonNode.Parse((await daemon.RunAsync("config", "check", "--json")).Output)!;
        Assert.Equal((false, 2), (json["ok"]!.GetValue<bool>(), json["errors"]!.AsArray().Count));
    }

    [Fact]
    public async Task A_file_with_an_error_does_not_start_and_says_why()
    {
        await using var daemon = Daemon.Prepare("log: { keep: many }\n");

        var finished = await daemon.RunAsync("run");

        Assert.Equal(1, finished.ExitCode);
        Assert.Contains("log.keep: expected a whole number, not \"many\"", finished.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", finished.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_init_prints_is_a_correct_file()
    {
        await using var daemon = Daemon.Prepare();
        var file = Path.Combine(daemon.Folder, "init.yaml");
        await File.WriteAllTextAsync(file, await daemon.OutputOfAsync("config", "init"));

        Assert.Equal($"{file} is correct.", (await daemon.OutputOfAsync("config", "check", file)).Trim().Split('\n')[^1]);
    }

    [Fact]
    public async Task Show_tells_the_file_and_with_running_what_the_daemon_has_in_force()
    {
        await using var daemon = await Daemon.StartAsync("log: { keep: 7 }");
        daemon.Configure("log: { keep: 8 }");

        Assert.Equal(8, JsonNode.Parse(await daemon.OutputOfAsync("config", "show", "--json"))!["configuration"]!["log"]!["keep"]!.GetValue<int>());
        Assert.Equal(7, JsonNode.Parse(await daemon.OutputOfAsync("config", "show", "--running", "--json"))!["configuration"]!["log"]!["keep"]!.GetValue<int>());
        Assert.Matches("keep: 7 +# .*watchkeeper.yaml:1:14", await daemon.OutputOfAsync("config", "show", "--running"));
    }

    [Fact]
    public async Task Reload_takes_up_a_good_file_and_a_bad_one_leaves_the_running_one_in_force()
    {
        await using var daemon = await Daemon.StartAsync("log: { keep: 7 }");

        daemon.Configure("log: { keep: 8 }");
        Assert.Contains("is in force", await daemon.OutputOfAsync("config", "reload"), StringComparison.Ordinal);
        daemon.Configure("log: { keep: 9, level: loud }");
        var refused = await daemon.RunAsync("config", "reload");
        await daemon.SignalAsync("HUP");
        await daemon.WaitForLogAsync("log.level: expected");

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("log.level: expected", refused.Error, StringComparison.Ordinal);
        Assert.Equal(8, JsonNode.Parse(await daemon.LocalHttp.GetStringAsync("/api/v1/configuration"))!["configuration"]!["log"]!["keep"]!.GetValue<int>());
    }
}
