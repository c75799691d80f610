using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Watchkeeper.EndToEnd.Web;

/// <summary>Runs a script of <c>web/</c>; one that asks for it may kill its daemon, let it hang, start it again, and run the command line on it.</summary>
internal static class Scripts
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    public static async Task<(int Exit, string Output)> RunAsync(Daemon daemon, params string[] arguments)
    {
        var start = new ProcessStartInfo("node", arguments)
        {
            WorkingDirectory = Path.Combine(Sources(), "web"),
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var node = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Longest);
        try
        {
            var error = node.StandardError.ReadToEndAsync(limit.Token);
            var output = await ServeAsync(node, daemon, limit.Token);
            await node.WaitForExitAsync(limit.Token);
            return (node.ExitCode, output + await error);
        }
        catch (OperationCanceledException)
        {
            node.Kill(entireProcessTree: true);
            return (-1, $"{string.Join(' ', arguments)} did not end in {Longest.TotalMinutes} min.");
        }
    }

    /// <summary>Does what the script asks for in lines that begin with <c>do</c>, and collects the others.</summary>
    private static async Task<string> ServeAsync(Process node, Daemon daemon, CancellationToken cancellation)
    {
        var output = new List<string>();
        while (await node.StandardOutput.ReadLineAsync(cancellation) is { } line)
        {
            if (line.Split(' ') is not ["do", var what, .. var arguments])
            {
                output.Add(line);
                continue;
            }

            if (what == "end")
            {
                node.StandardInput.Close();
                continue;
            }

            await node.StandardInput.WriteLineAsync((await DoAsync(daemon, what, arguments)).ToJsonString().AsMemory(), cancellation);
            await node.StandardInput.FlushAsync(cancellation);
        }

        return string.Join('\n', output);
    }

    private static async Task<JsonObject> DoAsync(Daemon daemon, string what, string[] arguments)
    {
        switch (what)
        {
            case "kill":
                await daemon.KillAsync();
                return [];
            case "stop" or "cont":
                await daemon.SignalAsync(what.ToUpperInvariant());
                return [];
            case "start":
                await daemon.StartAgainAsync();
                return new JsonObject { ["url"] = daemon.Url.ToString() };
            case "run":
                return new JsonObject { ["output"] = await daemon.OutputOfAsync(arguments) };
            default:
                throw new InvalidOperationException($"The script asks for '{what}'.");
        }
    }

    public static string Sources()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Watchkeeper.slnx")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
