using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Watchkeeper.EndToEnd.Metrics;

/// <summary>Debian's own Munin plugins run unchanged, and Debian's Munin master polls Watchkeeper as a node.</summary>
public sealed class MuninTests
{
    private static readonly string[] Plugins = ["load", "memory", "cpu", "df", "processes", "open_files", "uptime", "forks", "diskstats", "if_lo"];

    [Fact]
    [Trait("Needs", "munin-plugins-core")]
    public async Task Debians_plugins_are_collectors_without_a_change()
    {
        var folder = PluginFolder();
        await using var daemon = await Daemon.StartAsync($"metrics: {{ interval: 1s, munin: {Enabled(0, folder, "")} }}");

        foreach (var plugin in Plugins)
        {
            await ValueAsync(daemon, $"munin_plugin_success{{plugin=\"{plugin}\"}} == 1");
        }

        var load = await ValueAsync(daemon, "munin_load{field=\"load\"}");
        Assert.InRange(load, 0, 10_000);
        Assert.True(await ValueAsync(daemon, "munin_cpu_total{field=\"idle\"}") > 0);
        Assert.InRange(await ValueAsync(daemon, "munin_df{field=~\".*root.*|_.*\"} > 0"), 0.001, 100);
        Assert.True(await ValueAsync(daemon, "munin_if_lo_total{field=\"up\"}") >= 0);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    [Trait("Needs", "root")]
    public async Task A_plugin_has_the_user_groups_and_environment_of_plugin_conf_d_and_only_its_time()
    {
        var folder = Directory.CreateTempSubdirectory("wk-munin-").FullName;
        MakeReadable(folder);
        Write(folder, "who", "echo \"user.value $(id -u)\"; echo \"group.value $(id -g)\"; echo \"extra.value $EXTRA\"; echo \"caps.value $MUNIN_CAP_MULTIGRAPH\"");
        Write(folder, "asroot", "echo \"user.value $(id -u)\"");
        Write(folder, "slow", "sleep 60; echo a.value 1");
        Write(folder, "bad", "echo 'a.value 1'; echo broken >&2; exit 3");
        var configuration = Directory.CreateDirectory(Path.Combine(folder, "conf")).FullName;
        await File.WriteAllTextAsync(Path.Combine(configuration, "all"), "[who]\nuser nobody\ngroup daemon\nenv.EXTRA 42\n[as*]\nuser root\n[slow]\ntimeout 1\n");
        await using var daemon = await Daemon.StartAsync($"metrics: {{ interval: 1s, munin: {Enabled(0, folder, configuration)} }}");

        Assert.Equal(65534, await ValueAsync(daemon, "munin_who{field=\"user\"}"));
        Assert.Equal(1, await ValueAsync(daemon, "munin_who{field=\"group\"}"));
        Assert.Equal(42, await ValueAsync(daemon, "munin_who{field=\"extra\"}"));
        Assert.Equal(0, await ValueAsync(daemon, "munin_asroot{field=\"user\"}"));
        Assert.Equal(0, await ValueAsync(daemon, "munin_plugin_success{plugin=\"slow\"}"));
        Assert.Equal(0, await ValueAsync(daemon, "munin_plugin_success{plugin=\"bad\"}"));
        await daemon.WaitForLogAsync("The collector munin bad fails and will be tried again each time: it ended with exit status 3: broken");
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    [Trait("Needs", "munin")]
    [Trait("Needs", "munin-plugins-core")]
    [Trait("Needs", "root")]
    public async Task A_real_master_polls_the_node_and_gets_what_gathered_before()
    {
        var (port, folder) = (Eventually.FreePort(), PluginFolder());
        File.Delete(Path.Combine(folder, "load"));

        // Without the collector of loads, whose series would be the host's and nobody else's to push.
        await using var daemon = await Daemon.StartAsync($"metrics: {{ interval: 1s, collectors: {{ load: {{ enabled: false }} }}, munin: {Enabled(port, folder, "")} }}");
        await ValueAsync(daemon, "munin_plugin_success{plugin=\"forks\"} == 1");

        // An hour of load averages, as if the daemon had run that long.
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var history = string.Concat(Enumerable.Range(0, 62).Select(minute => string.Create(CultureInfo.InvariantCulture, $"node_load5 7.25 {now - (minute * 60_000)}\n")));
        (await daemon.LocalHttp.PostAsync("/api/v1/metrics", new StringContent(history))).EnsureSuccessStatusCode();
        var master = await MasterAsync(port);

        await PollAsync(master);
        var forks = await Eventually.GetAsync(
            async () =>
            {
                await PollAsync(master);
                return await LastAsync(master, "*-forks-forks-*.rrd");
            },
            last => last.Length > 0 && !last.EndsWith(" U", StringComparison.Ordinal));

        Assert.Matches(@"^\d+: \d+$", forks);
        var fetched = await OutputAsync("rrdtool", "fetch", Assert.Single(Directory.GetFiles(master, "*-load-load-*.rrd", SearchOption.AllDirectories)), "AVERAGE", "-s", "-3600");
        Assert.True(fetched.Split('\n').Count(line => line.Contains("7.25", StringComparison.Ordinal)) >= 6, fetched + await LogsAsync(master));
        Directory.Delete(folder, recursive: true);
        Directory.Delete(master, recursive: true);
    }

    [Fact]
    [Trait("Needs", "munin-plugins-core")]
    public async Task The_node_speaks_the_protocol_with_plugins_and_graphs_of_its_own()
    {
        var (port, folder) = (Eventually.FreePort(), PluginFolder());
        Write(folder, "bad", "echo 'a.value 1'; exit 3");
        Write(folder, "many", "echo 'multigraph one'; echo 'a.label a'; echo 'a.value 1'");
        await using var daemon = await Daemon.StartAsync($"metrics: {{ interval: 1s, munin: {Enabled(port, folder, "")} }}");
        await ValueAsync(daemon, "munin_plugin_success{plugin=\"many\"} == 1");
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        using var reader = new StreamReader(client.GetStream());
        await using var writer = new StreamWriter(client.GetStream()) { AutoFlush = true, NewLine = "\r\n" };

        Assert.StartsWith("# munin node at ", await reader.ReadLineAsync());
        Assert.DoesNotContain("many", (await AskAsync("list", 1))[0].Split(' '));
        Assert.Equal(["cap multigraph dirtyconfig spool"], await AskAsync("CAP multigraph", 1));
        Assert.Contains("many", (await AskAsync("list", 1))[0].Split(' '));
        Assert.StartsWith("graph_title", (await AskAsync("config forks"))[0]);
        Assert.Matches(@"^forks\.value \d+$", Assert.Single(await AskAsync("fetch forks")));
        Assert.Equal(["a.value 1", "# Bad exit"], await AskAsync("fetch bad"));
        Assert.Equal(["# Unknown service"], await AskAsync("fetch nothing"));
        var spooled = await AskAsync("spoolfetch 0");
        Assert.Contains("multigraph one", spooled);
        Assert.Contains(spooled, line => line.StartsWith("forks.value 1", StringComparison.Ordinal) && line.Contains(':', StringComparison.Ordinal));
        Assert.Equal(["# Unknown command. Try cap, list, nodes, config, fetch, version or quit"], await AskAsync("what", 1));
        await writer.WriteLineAsync("quit");
        Assert.Null(await reader.ReadLineAsync());
        Directory.Delete(folder, recursive: true);

        async Task<List<string>> AskAsync(string command, int lines = int.MaxValue)
        {
            await writer.WriteLineAsync(command);
            var answer = new List<string>();
            while (answer.Count < lines && await reader.ReadLineAsync() is { } line && line != ".")
            {
                answer.Add(line);
            }

            return answer;
        }
    }

    private static string Enabled(int port, string folder, string configuration) =>
        $"{{ enabled: {(port == 0 ? "false" : "true")}, listen: '127.0.0.1:{port}', plugins: {{ folder: '{folder}', interval: 2s, timeout: 30s, state: '{folder}/state'"
        + (configuration.Length == 0 ? " } }" : $", configuration: '{configuration}' }} }}");

    /// <summary>Links to plugins of Debian's package, as munin-node-configure makes them.</summary>
    private static string PluginFolder()
    {
        var folder = Directory.CreateTempSubdirectory("wk-munin-").FullName;
        MakeReadable(folder);
        foreach (var plugin in Plugins)
        {
            File.CreateSymbolicLink(Path.Combine(folder, plugin), $"/usr/share/munin/plugins/{(plugin.StartsWith("if_", StringComparison.Ordinal) ? "if_" : plugin)}");
        }

        return folder;
    }

    private static void MakeReadable(string path)
    {
        const UnixFileMode Read = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, Read | Execute | UnixFileMode.UserWrite);
        }
    }

    private static void Write(string folder, string name, string script)
    {
        var file = Path.Combine(folder, name);
        File.WriteAllText(file, "#!/bin/sh\n" + script + "\n");
        MakeReadable(file);
    }

    private static async Task<double> ValueAsync(Daemon daemon, string expression)
    {
        var answer = await Eventually.ValuesAsync(daemon, expression);
        using var json = System.Text.Json.JsonDocument.Parse(answer);
        return double.Parse(json.RootElement.GetProperty("data").GetProperty("result")[0].GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture);
    }

    /// <summary>A master's configuration in a folder of the user munin, who alone may run it.</summary>
    private static async Task<string> MasterAsync(int port)
    {
        var folder = Directory.CreateTempSubdirectory("wk-munin-master-").FullName;
        foreach (var part in (string[])["db", "html", "log", "run"])
        {
            Directory.CreateDirectory(Path.Combine(folder, part));
        }

        await File.WriteAllTextAsync(
            Path.Combine(folder, "munin.conf"),
            $"dbdir {folder}/db\nhtmldir {folder}/html\nlogdir {folder}/log\nrundir {folder}/run\n[host.test]\n  address 127.0.0.1\n  port {port}\n  use_node_name yes\n");
        await OutputAsync("chown", "-R", "munin:munin", folder);
        return folder;
    }

    private static Task<string> PollAsync(string master) => OutputAsync(
        "setpriv", "--reuid=munin", "--regid=munin", "--clear-groups", "--", "/usr/share/munin/munin-update", "--config_file", $"{master}/munin.conf", "--nofork");

    /// <summary>The newest value in a round-robin database, <c>1700000000: 7.25</c>; empty when there is no such file yet.</summary>
    private static async Task<string> LastAsync(string master, string pattern) =>
        Directory.GetFiles(Path.Combine(master, "db"), pattern, SearchOption.AllDirectories) is [var file]
            ? (await OutputAsync("rrdtool", "lastupdate", file)).Trim().Split('\n')[^1]
            : "";

    private static async Task<string> LogsAsync(string master) =>
        string.Join('\n', await Task.WhenAll(Directory.GetFiles(Path.Combine(master, "log")).Select(file => File.ReadAllTextAsync(file))));

    private static async Task<string> OutputAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return await output + await error;
    }
}
