using System.Diagnostics;
using System.Net.Sockets;

namespace Watchkeeper.EndToEnd.Metrics;

/// <summary>The clients that programs use send to a real daemon, and what they mean is what it keeps.</summary>
public sealed class StatsdClientsTests
{
    private static readonly string Scripts = Path.Combine(AppContext.BaseDirectory, "Metrics/StatsdClients");

    [Fact]
    [Trait("Needs", "npm")]
    public async Task Hot_shots_and_node_statsd_are_understood()
    {
        var modules = await InstalledAsync();
        var (udp, tcp, admin) = (Eventually.FreePort(), Eventually.FreePort(), Eventually.FreePort());
        await using var daemon = await StartAsync(udp, tcp, admin);

        await RunAsync("node", Path.Combine(Scripts, "clients.js"), Path.Combine(modules, "node_modules"), $"{udp}", $"{tcp}");

        await IsAsync(daemon, "hot_hits_total{env=\"test\",zone=\"\"}", 1);
        await IsAsync(daemon, "hot_hits_total{env=\"test\",zone=\"eu\"}", 2);
        await IsAsync(daemon, "max_over_time(hot_render_upper[1m])", 42);
        await IsAsync(daemon, "max_over_time(hot_size_sum[1m])", 7);
        await IsAsync(daemon, "max_over_time(hot_spread_mean[1m])", 9);
        await IsAsync(daemon, "hot_depth", 12);
        await IsAsync(daemon, "max_over_time(hot_users_unique[1m])", 2);
        await IsAsync(daemon, "hot_database_check", 2);
        await IsAsync(daemon, "stream_lines_total", 100);
        await IsAsync(daemon, "old_hits_total", 4);
        await IsAsync(daemon, "old_other_total", 3);
        await IsAsync(daemon, "max_over_time(old_render_upper[1m])", 21);
        await IsAsync(daemon, "old_depth", 5);
        await IsAsync(daemon, "max_over_time(old_users_unique[1m])", 1);
        var events = await Eventually.GetAsync(
            () => daemon.OutputOfAsync("events", "--json"),
            text => text.Contains("deployed: version 2", StringComparison.Ordinal) && text.Contains("no answer", StringComparison.Ordinal));
        Assert.Contains("metrics.statsd-event", events);
        Assert.Contains("metrics.service-check", events);
        Assert.Contains("messages.bad_lines_seen: 0\n", await AskAdminAsync(admin, "stats"));
        Directory.Delete(modules, recursive: true);
    }

    [Fact]
    [Trait("Needs", "python3-statsd")]
    public async Task Pythons_statsd_is_understood()
    {
        var (udp, tcp, admin) = (Eventually.FreePort(), Eventually.FreePort(), Eventually.FreePort());
        await using var daemon = await StartAsync(udp, tcp, admin);

        await RunAsync("/usr/bin/python3", Path.Combine(Scripts, "clients.py"), $"{udp}", $"{tcp}");

        await IsAsync(daemon, "py_hits_total", 6);
        await IsAsync(daemon, "max_over_time(py_render_upper[1m])", 320);
        await IsAsync(daemon, "max_over_time(py_block_count[1m])", 1);
        await IsAsync(daemon, "py_depth", 7);
        await IsAsync(daemon, "max_over_time(py_users_unique[1m])", 2);
        await IsAsync(daemon, "py_piped_total", 50);
        await IsAsync(daemon, "pystream_lines_total", 100);
        Assert.Contains("messages.bad_lines_seen: 0\n", await AskAdminAsync(admin, "stats"));
        Assert.Contains("\"py.depth\": 7", await AskAdminAsync(admin, "gauges"));
        Assert.Contains("deleted: py.hits\n", await AskAdminAsync(admin, "delcounters py.*"));
        Assert.Equal("ERROR\n", await AskAdminAsync(admin, "nonsense"));
    }

    [Fact]
    public async Task The_line_that_ends_the_reference_server_is_a_counted_bad_line()
    {
        var (udp, tcp, admin) = (Eventually.FreePort(), Eventually.FreePort(), Eventually.FreePort());
        await using var daemon = await StartAsync(udp, tcp, admin);
        using var client = new UdpClient();
        await client.SendAsync("foo:1|c|@+0.5\nfoo:1|c|@Infinity\nfoo:2|c"u8.ToArray(), "127.0.0.1", udp);

        await IsAsync(daemon, "foo_total", 2);
        Assert.Contains("messages.bad_lines_seen: 2\n", await AskAdminAsync(admin, "stats"));
        Assert.Contains("watchkeeper_statsd_bad_lines_total 2", await daemon.Http.GetStringAsync("/metrics"));
    }

    private static async Task<Daemon> StartAsync(int udp, int tcp, int admin)
    {
        var daemon = await Daemon.StartAsync(
            $"metrics: {{ interval: 10s, statsd: {{ enabled: true, udp: '127.0.0.1:{udp}', tcp: '127.0.0.1:{tcp}', admin: '127.0.0.1:{admin}', flush_interval: 1s }} }}");

        // What is sent to a UDP port that is not open yet is lost; the administration's is the last that is opened.
        await Eventually.GetAsync(() => AnswersAsync(admin), static answers => answers);
        return daemon;
    }

    private static async Task<bool> AnswersAsync(int admin)
    {
        try
        {
            return (await AskAdminAsync(admin, "health")).Length > 0;
        }
        catch (Exception problem) when (problem is SocketException or IOException)
        {
            return false;
        }
    }

    private static Task<string> IsAsync(Daemon daemon, string expression, double value) => Eventually.GetAsync(
        () => daemon.Http.GetStringAsync("/api/v1/query?query=" + Uri.EscapeDataString(expression)),
        answer => answer.Contains($",\"{value}\"]", StringComparison.Ordinal));

    private static async Task<string> AskAdminAsync(int port, string command)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(command + "\nquit\n"));
        return await new StreamReader(stream).ReadToEndAsync();
    }

    /// <summary>The clients as their lock file has them, from the registry that npm is set up with; a network that stumbles is tried again.</summary>
    private static async Task<string> InstalledAsync()
    {
        var folder = Directory.CreateTempSubdirectory("wk-npm-").FullName;
        foreach (var file in (string[])["package.json", "package-lock.json"])
        {
            File.Copy(Path.Combine(Scripts, file), Path.Combine(folder, file));
        }

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await RunAsync("npm", "ci", "--prefix", folder, "--omit=optional", "--no-audit", "--no-fund");
                return folder;
            }
            catch (InvalidOperationException) when (attempt < 4)
            {
                await Task.Delay(TimeSpan.FromSeconds(5 * attempt));
            }
        }
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await output}{await error}");
        }
    }
}
