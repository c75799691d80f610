using System.Diagnostics;

namespace Watchkeeper.EndToEnd.Canaries;

/// <summary>The commands of the pages are run as they stand, by a shell, against a real daemon.</summary>
public sealed class DocumentedCommandsTests
{
    [Theory]
    [InlineData("docs/canaries.md")]
    [InlineData("docs/migrating-from-coal-mine.md")]
    public async Task Each_command_of_the_page_succeeds(string page)
    {
        await using var old = await Daemon.StartAsync("canaries: { coal_mine: { auth_key: K } }");
        await old.OutputOfAsync("canaries", "create", "from the mine", "--schedule", "1h");
        await using var daemon = await Daemon.StartAsync();
        await PrepareAsync(daemon);
        var commands = Commands(await File.ReadAllTextAsync(Path.Combine(Root(), page)));

        Assert.NotEmpty(commands);
        foreach (var command in commands)
        {
            var (status, output) = await RunAsync(daemon, old, command);
            Assert.True(status == 0, $"{command}\nended with {status}: {output}");
        }
    }

    /// <summary>The files and programs that the pages speak of; mongoexport is not in Debian, so a captured export stands for its run.</summary>
    private static async Task PrepareAsync(Daemon daemon)
    {
        var fixture = Path.Combine(AppContext.BaseDirectory, "Canaries", "Fixtures", "mongoexport.json");
        await File.WriteAllTextAsync(Path.Combine(daemon.Folder, "coal-mine.ini"), "[mongodb]\nhosts = localhost\ndatabase = coal\n[email]\nsender = cm@example.org\n");
        await WriteProgramAsync(daemon, "mongoexport", $"exec cp '{fixture}' canaries.json");
        await WriteProgramAsync(daemon, "watchkeeper", $"exec '{WatchkeeperProgram.Path}' --config '{daemon.ConfigurationFile}' \"$@\"");
    }

    private static async Task WriteProgramAsync(Daemon daemon, string name, string text)
    {
        var file = Path.Combine(daemon.Folder, name);
        await File.WriteAllTextAsync(file, $"#!/bin/sh\n{text}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }

    private static List<string> Commands(string page) =>
    [
        .. page.Split("```sh\n").Skip(1).SelectMany(block => block[..block.IndexOf("```", StringComparison.Ordinal)].Split('\n', StringSplitOptions.RemoveEmptyEntries)),
    ];

    private static async Task<(int Status, string Output)> RunAsync(Daemon daemon, Daemon old, string command)
    {
        var start = new ProcessStartInfo("sh", ["-c", command + " 2>&1"]) { UseShellExecute = false, RedirectStandardOutput = true, WorkingDirectory = daemon.Folder };
        start.Environment["PATH"] = $"{daemon.Folder}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["HOME"] = daemon.Folder;
        start.Environment["XDG_STATE_HOME"] = Path.Combine(daemon.Folder, "state");
        start.Environment["SERVER"] = daemon.Url.ToString().TrimEnd('/');
        start.Environment["OLD_SERVER"] = old.Url.ToString();
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Watchkeeper.slnx")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
