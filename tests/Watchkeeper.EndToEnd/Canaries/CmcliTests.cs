using System.Diagnostics;

namespace Watchkeeper.EndToEnd.Canaries;

/// <summary>A session with a command line that behaves like Coal Mine's, and the curl lines of crontabs.</summary>
public sealed class CmcliTests
{
    [Fact]
    public async Task The_whole_session_works()
    {
        await using var daemon = await Daemon.StartAsync("canaries: { coal_mine: { auth_key: s3cret } }");
        await File.WriteAllTextAsync(
            Path.Combine(daemon.Folder, ".coal-mine.ini"), $"[coal-mine]\nhost = {daemon.Url.Host}\nport = {daemon.Url.Port}\nauth-key = s3cret\n");

        var created = await RunAsync(daemon, "create", "--name", "My Canary", "--periodicity", "60", "--email", "a@b.c", "--email", "d@e.f");
        Assert.Contains("'emails': ['a@b.c', 'd@e.f']", created.Output, StringComparison.Ordinal);
        Assert.Contains("'periodicity': 60.0", created.Output, StringComparison.Ordinal);
        Assert.Contains("'paused': False", created.Output, StringComparison.Ordinal);
        Assert.Equal("{'recovered': False, 'status': 'ok', 'unpaused': False}\n", (await RunAsync(daemon, "trigger", "--name", "My Canary", "--comment", "né")).Output);
        Assert.Contains("'Triggered (né)'", (await RunAsync(daemon, "get", "--slug", "my-canary")).Output, StringComparison.Ordinal);
        Assert.Contains("'description': 'new'", (await RunAsync(daemon, "update", "--name", "My Canary", "--description", "new", "--terse")).Output, StringComparison.Ordinal);
        Assert.Contains("'emails': []", (await RunAsync(daemon, "update", "--slug", "my-canary", "--email", "-")).Output, StringComparison.Ordinal);
        Assert.Contains("'paused': True", (await RunAsync(daemon, "pause", "--slug", "my-canary", "--terse")).Output, StringComparison.Ordinal);
        Assert.Contains("'name': 'My Canary'", (await RunAsync(daemon, "list", "--paused", "--no-late", "--search", "^My")).Output, StringComparison.Ordinal);
        Assert.Contains("'paused': False", (await RunAsync(daemon, "unpause", "--slug", "my-canary", "--no-history")).Output, StringComparison.Ordinal);
        Assert.Contains("'periodicity': '* * * * * 60'", (await RunAsync(daemon, "update", "--slug", "my-canary", "--periodicity", "* * * * * 60")).Output, StringComparison.Ordinal);
        Assert.Equal("{'status': 'ok'}\n", (await RunAsync(daemon, "delete", "--name", "My Canary")).Output);
        var gone = await RunAsync(daemon, "get", "--slug", "my-canary");
        Assert.Equal((1, "404 Not Found\n{'error': 'Canary Not Found', 'status': 'error'}\n"), (gone.ExitCode, gone.Error));
        var refused = await RunAsync(daemon, "list", "--no-auth-key");
        Assert.Equal((1, "401 Unauthorized\n{'error': '401 Unauthorized', 'status': 'error'}\n"), (refused.ExitCode, refused.Error));
    }

    [Fact]
    public async Task Curl_lines_work()
    {
        await using var daemon = await Daemon.StartAsync();
        await daemon.OutputOfAsync("canaries", "create", "job", "--schedule", "1h");
        var id = (await daemon.OutputOfAsync("canaries", "list", "--json")).Split("\"id\":\"")[1][..8];
        Assert.Contains("\"ok\"", await CurlAsync($"{daemon.Url}{id}"), StringComparison.Ordinal);
        Assert.Contains("\"ok\"", await CurlAsync("-X", "POST", $"{daemon.Url}{id}?comment=from+cron"), StringComparison.Ordinal);
        Assert.Contains("\"ok\"", await CurlAsync($"{daemon.Url}coal-mine/v1/canary/trigger?slug=job&m=x"), StringComparison.Ordinal);
        Assert.Equal("OK", await CurlAsync("-m", "10", "--retry", "5", $"{daemon.Url}ping/{id}/start"));
        Assert.Equal("OK", await CurlAsync("--data-raw", "some output", $"{daemon.Url}ping/{id}/1"));
        Assert.Contains("\"Failed with exit status 1\"", await CurlAsync($"{daemon.Url}coal-mine/v1/canary/get?slug=job"), StringComparison.Ordinal);
    }

    private static async Task<string> CurlAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("curl", ["-fsS", .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return output;
    }

    private static async Task<Finished> RunAsync(Daemon daemon, params string[] arguments)
    {
        var start = new ProcessStartInfo("python3", [Path.Combine(AppContext.BaseDirectory, "Canaries", "cmcli.py"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["HOME"] = daemon.Folder;
        start.Environment["PYTHONIOENCODING"] = "utf-8";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new Finished(process.ExitCode, output, await error);
    }
}
