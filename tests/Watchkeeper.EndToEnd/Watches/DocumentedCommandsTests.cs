using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Watchkeeper.EndToEnd.Watches;

/// <summary>The commands of docs/watches.md and docs/coming-to-watches.md, run as they stand there: each succeeds, and prints the lines that the page shows.</summary>
public sealed partial class DocumentedCommandsTests
{
    [Theory]
    [InlineData("docs/watches.md", 12)]
    [InlineData("docs/coming-to-watches.md", 4)]
    public async Task The_commands_of_the_page_do_what_the_page_says(string path, int commands)
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Tests.Repository.Root, path));
        await using var daemon = Daemon.Prepare();
        await File.WriteAllTextAsync(Path.Combine(daemon.Folder, "auth.log"), "");
        foreach (Match file in Files().Matches(page))
        {
            var text = file.Groups["text"].Value.Replace("/var/log/", daemon.Folder + "/", StringComparison.Ordinal);
            await File.WriteAllTextAsync(Path.Combine(daemon.Folder, file.Groups["name"].Value), text);
        }

        daemon.Configure(await File.ReadAllTextAsync(daemon.ConfigurationFile));
        var ran = 0;
        foreach (Match block in Consoles().Matches(page))
        {
            if (block.Groups["needs"].Value == "daemon")
            {
                await daemon.StartAgainAsync();
                await daemon.WaitForLogAsync(" sources.");
            }

            foreach (Match command in Commands().Matches(block.Groups["text"].Value))
            {
                await RunAsync(daemon, command.Groups["command"].Value, command.Groups["output"].Value);
                ran++;
            }
        }

        Assert.Equal(commands, ran);
    }

    private static async Task RunAsync(Daemon daemon, string command, string expected)
    {
        var start = new ProcessStartInfo("bash", ["-c", command]) { UseShellExecute = false, WorkingDirectory = daemon.Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{Path.GetDirectoryName(WatchkeeperProgram.Path)}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["WATCHKEEPER_CONFIG"] = daemon.ConfigurationFile;
        start.Environment["TZ"] = "UTC";
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{command} ended with {process.ExitCode}: {await error}");
        var printed = (await output).Split('\n');
        foreach (var line in expected.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var beginning = line.TrimEnd('…').TrimEnd();
            Assert.True(printed.Any(one => one.StartsWith(beginning, StringComparison.Ordinal)), $"{command} did not print “{line}” but:\n{await output}");
        }
    }

    [GeneratedRegex(@"^```(?:yaml|log) (?<name>\S+)\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Files();

    [GeneratedRegex(@"^```console ?(?<needs>\w*)\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Consoles();

    [GeneratedRegex(@"^\$ (?<command>.*)\n(?<output>(?:(?!\$ ).*\n)*)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Commands();
}
