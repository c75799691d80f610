using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Metrics.Munin;

/// <summary>What a run of a plugin gave: its output, or why there is none.</summary>
internal sealed record PluginOutput(string Text, string? Failure = null, bool TimedOut = false);

/// <summary>
/// Runs a plugin as munin-node does (https://guide.munin-monitoring.org/en/latest/reference/plugin.html): with its user, groups and environment, an argument
/// or none, and only for so long.
/// </summary>
internal sealed class PluginRun(MuninPluginOptions options, HostClock clock)
{
    private const int MostOutput = 4 * 1024 * 1024;

    private readonly ConcurrentDictionary<string, bool> _prepared = new(StringComparer.Ordinal);

    /// <param name="argument"><c>config</c>, or empty for the values.</param>
    /// <param name="master">The address of the master that asks; empty when the daemon collects for itself.</param>
    public async Task<PluginOutput> RunAsync(MuninPlugin plugin, string argument, string master, CancellationToken cancellation)
    {
        var user = plugin.Settings.User ?? options.User;
        try
        {
            using var process = Process.Start(Start(plugin, argument, master, user))!;
            process.StandardInput.Close();
            return await FinishAsync(process, plugin, cancellation);
        }
        catch (Exception problem) when (problem is Win32Exception or IOException or UnauthorizedAccessException)
        {
            return new("", $"it cannot be started: {problem.Message}");
        }
    }

    private async Task<PluginOutput> FinishAsync(Process process, MuninPlugin plugin, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(plugin.Settings.Timeout ?? options.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        var (text, errors) = (ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
        try
        {
            // A program that the plugin left behind may hold its pipes open: that is not waited for longer than the plugin itself.
            await Task.WhenAll(text, errors, process.WaitForExitAsync(either.Token)).WaitAsync(either.Token);
            return process.ExitCode == 0 ? new(await text) : new(await text, $"it ended with exit status {process.ExitCode}{LastLine(await errors)}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellation.ThrowIfCancellationRequested();
            return new("", "it did not end in time", TimedOut: true);
        }
    }

    /// <summary>As root the plugin runs as its user; otherwise as whoever the daemon is.</summary>
    private ProcessStartInfo Start(MuninPlugin plugin, string argument, string master, string user)
    {
        var command = plugin.Settings.Command.Count == 0 ? [plugin.File] : plugin.Settings.Command.SelectMany(word => word == "%c" ? [plugin.File] : (string[])[word]).ToArray();
        string[] words = [.. Environment.IsPrivilegedProcess && user != "root" ? AsUser(plugin.Settings, user) : [], .. command, .. argument.Length == 0 ? (string[])[] : [argument]];
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        foreach (var (name, value) in Variables(plugin, master, user))
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static string[] AsUser(PluginSettings settings, string user)
    {
        var groups = settings.Groups.Where(group => !group.MayBeMissing || Accounts.HasGroup(group.Name)).Select(group => group.Name).ToArray();
        return groups.Length == 0
            ? ["setpriv", $"--reuid={user}", $"--regid={Accounts.Find(user)?.Group.ToString(CultureInfo.InvariantCulture) ?? user}", "--init-groups", "--"]
            : ["setpriv", $"--reuid={user}", $"--regid={groups[0]}", $"--groups={string.Join(',', groups)}", "--"];
    }

    private Dictionary<string, string> Variables(MuninPlugin plugin, string master, string user)
    {
        var state = Path.Combine(options.State, user);
        if (Environment.IsPrivilegedProcess && _prepared.TryAdd(user, true))
        {
            // What one user's plugins remember must not be another's to write.
            Accounts.MakeFolder(state, user);
        }

        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["LC_ALL"] = "C",
            ["LANG"] = "C",
            ["MUNIN_LIBDIR"] = options.Library,
            ["MUNIN_PLUGSTATE"] = state,
            ["MUNIN_STATEFILE"] = Path.Combine(state, $"{plugin.Name}-{master}"),
            ["MUNIN_MASTER_IP"] = master,
            ["MUNIN_CAP_MULTIGRAPH"] = "1",
            ["MUNIN_CAP_DIRTYCONFIG"] = "1",
            ["MUNIN_DEBUG"] = "0",
        };
        foreach (var (name, value) in plugin.Settings.Environment)
        {
            variables[name] = value;
        }

        return variables;
    }

    private static async Task<string> ReadAsync(StreamReader reader)
    {
        var text = new StringBuilder();
        var buffer = new char[8192];
        while (await reader.ReadAsync(buffer) is var count and > 0)
        {
            text.Append(buffer, 0, Math.Min(count, MostOutput - text.Length));
        }

        return text.ToString();
    }

    private static string LastLine(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [.., var last] ? $": {last[..Math.Min(last.Length, 200)]}" : "";
}
