using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Watchkeeper.EndToEnd.Metrics;

/// <summary>Every command that docs/metrics.md and docs/statsd.md show is run against a real daemon, in the order in which it stands there.</summary>
public sealed class DocumentedCommandsTests
{
    [Theory]
    [InlineData("docs/metrics.md", 18)]
    [InlineData("docs/statsd.md", 7)]
    public async Task The_commands_of_a_page_do_what_it_says(string page, int atLeast)
    {
        var port = FreePort();
        await using var daemon = await Daemon.StartAsync($"metrics: {{ interval: 1s, statsd: {{ enabled: true, udp: '127.0.0.1:{port}', tcp: [], admin: [], flush_interval: 1s }} }}");
        await Task.Delay(TimeSpan.FromSeconds(3));
        var commands = Commands(page);
        Assert.True(commands.Length >= atLeast, $"{page} shows only {commands.Length} commands.");
        foreach (var command in commands)
        {
            var (exitCode, output) = await RunAsync(daemon, command, port);
            Assert.True(exitCode == 0, $"{command} ended with {exitCode}: {output}");
            if (command.Contains(" query ", StringComparison.Ordinal))
            {
                Assert.True(output.Split('\n').Length > 2, $"{command} found nothing: {output}");
            }
        }
    }

    [Fact]
    public async Task An_expression_that_finds_nothing_says_so()
    {
        await using var daemon = await Daemon.StartAsync();

        const string Nothing = "'watchkeeper metrics list' shows all series with their newest values.\n";
        Assert.Equal("Nothing has a sample at that time; " + Nothing, await daemon.OutputOfAsync("metrics", "query", "nope"));
        Assert.Equal("Nothing has a sample in that time; " + Nothing, await daemon.OutputOfAsync("metrics", "plot", "nope"));
        Assert.Equal("", await daemon.OutputOfAsync("metrics", "plot", "nope", "--json"));
        await Eventually.ValuesAsync(daemon, "node_load1");
        Assert.Contains("node_load1  min ", await daemon.OutputOfAsync("metrics", "plot", "node_load1"));
        Assert.Contains("\"points\"", await daemon.OutputOfAsync("metrics", "plot", "node_load1", "--json"));
        Assert.Contains("not known yet", await daemon.OutputOfAsync("metrics", "storage"));
        Assert.Contains("node_load1", await daemon.OutputOfAsync("metrics", "query", "node_load1[20s]"));
        var nothing = await daemon.RunAsync("metrics", "export", "nope");
        Assert.Equal((1, ""), (nothing.ExitCode, nothing.Output));
        Assert.Contains("No series matches nope", nothing.Error);
        Assert.Contains("exclude each other", (await daemon.RunAsync("metrics", "query", "node_load1", "--at", "now", "--since", "-1h")).Error);
    }

    [Fact]
    public async Task The_sqlite_export_answers_a_raw_select()
    {
        await using var daemon = await Daemon.StartAsync("metrics: { interval: 1s }");
        await Task.Delay(TimeSpan.FromSeconds(4));
        var file = Path.Combine(daemon.Folder, "monitor.db");
        Assert.Equal(0, (await daemon.RunAsync("metrics", "export", "--sqlite", file, "--since", "-1m", "--step", "1s")).ExitCode);

        var (exitCode, output) = await ShellAsync(
            $"python3 -c \"import sqlite3; print(sorted(set(r[0] for r in sqlite3.connect('{file}').execute('select * from metrics'))))\"", daemon.Folder, []);

        Assert.Equal(0, exitCode);
        Assert.StartsWith("['cpu', 'disk_/", output);
        Assert.Contains("'memory'", output);
    }

    [Fact]
    public async Task A_munin_master_is_answered_as_by_a_node()
    {
        var port = FreePort();
        await using var daemon = await Daemon.StartAsync($"metrics: {{ interval: 1s, munin: {{ enabled: true, listen: '127.0.0.1:{port}' }} }}");
        await Task.Delay(TimeSpan.FromSeconds(2));
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        using var reader = new StreamReader(client.GetStream());
        await using var writer = new StreamWriter(client.GetStream()) { AutoFlush = true, NewLine = "\n" };

        Assert.StartsWith("# munin node at ", await reader.ReadLineAsync());
        await writer.WriteLineAsync("CAP multigraph dirtyconfig");
        Assert.Equal("cap multigraph dirtyconfig spool", await reader.ReadLineAsync());
        await writer.WriteLineAsync("list");
        Assert.Contains("load", (await reader.ReadLineAsync())!.Split(' '));
        await writer.WriteLineAsync("fetch load");
        Assert.Matches(@"^load\.value \d+(\.\d+)?$", await reader.ReadLineAsync());
        Assert.Equal(".", await reader.ReadLineAsync());
        await writer.WriteLineAsync("config df");
        var fields = (await LinesAsync()).Where(line => line.Contains(".label ", StringComparison.Ordinal)).ToArray();
        Assert.Contains(fields, line => line.EndsWith(".label /", StringComparison.Ordinal));
        await writer.WriteLineAsync("fetch df");
        var values = await LinesAsync();
        Assert.Equal(fields.Select(line => line[..line.IndexOf('.')]), values.Select(line => line[..line.IndexOf('.')]));
        Assert.All(values, line => Assert.Matches(@"^[A-Za-z_]\w*\.value \d+(\.\d+)?$", line));
        await writer.WriteLineAsync("fetch nothing");
        Assert.Equal("# Unknown service", await reader.ReadLineAsync());
        Assert.Equal(".", await reader.ReadLineAsync());
        await writer.WriteLineAsync("quit");
        Assert.Null(await reader.ReadLineAsync());

        async Task<List<string>> LinesAsync()
        {
            var lines = new List<string>();
            while (await reader.ReadLineAsync() is { } line && line != ".")
            {
                lines.Add(line);
            }

            return lines;
        }
    }

    private static string[] Commands(string page)
    {
        var commands = new List<string>();
        var inside = false;
        foreach (var line in File.ReadLines(Path.Combine(Root(), page)))
        {
            inside = line.StartsWith("```", StringComparison.Ordinal) ? line == "```console" : inside;
            if (inside && line.StartsWith("$ ", StringComparison.Ordinal))
            {
                commands.Add(line[2..]);
            }
        }

        return [.. commands];
    }

    private static Task<(int ExitCode, string Output)> RunAsync(Daemon daemon, string command, int statsdPort) => ShellAsync(
        $"watchkeeper() {{ '{WatchkeeperProgram.Path}' \"$@\" --config '{daemon.ConfigurationFile}'; }}; {command}",
        daemon.Folder,
        new() { ["WATCHKEEPER"] = daemon.Url.ToString().TrimEnd('/'), ["STATSD_PORT"] = $"{statsdPort}", ["HOME"] = daemon.Folder });

    private static async Task<(int ExitCode, string Output)> ShellAsync(string command, string folder, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("bash", ["-c", command]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Watchkeeper.slnx")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }
}
