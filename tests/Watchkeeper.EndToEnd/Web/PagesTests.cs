using System.Diagnostics;

namespace Watchkeeper.EndToEnd.Web;

/// <summary>The real interface in a real browser on a real daemon; the checks themselves are in <c>web/tests/pages.e2e.mjs</c>.</summary>
[Trait("Needs", "chromium")]
public sealed class PagesTests
{
    [Fact]
    public async Task Every_page_works_can_be_read_by_everybody_and_asks_no_other_host()
    {
        await using var daemon = await Daemon.StartAsync();

        var (exit, output) = await NodeAsync("tests/pages.e2e.mjs", daemon.Url.ToString().TrimEnd('/'));

        Assert.True(exit == 0, output);
    }

    [Fact]
    public async Task The_types_of_the_api_are_those_of_its_document()
    {
        await using var daemon = await Daemon.StartAsync();

        var (exit, output) = await NodeAsync("scripts/types.mjs", "--check", daemon.Url.ToString().TrimEnd('/'));

        Assert.True(exit == 0, output);
    }

    private static async Task<(int Exit, string Output)> NodeAsync(params string[] arguments)
    {
        var web = Path.Combine(Sources(), "web");
        var start = new ProcessStartInfo("node", arguments) { WorkingDirectory = web, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var node = Process.Start(start)!;
        var output = await Task.WhenAll(node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        await node.WaitForExitAsync();
        return (node.ExitCode, string.Concat(output));
    }

    private static string Sources()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Watchkeeper.slnx")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
