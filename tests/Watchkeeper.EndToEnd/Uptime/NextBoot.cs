using System.Diagnostics;

namespace Watchkeeper.EndToEnd.Uptime;

/// <summary>A daemon on the folder of another that has ended, in another boot as far as it can see. Needs root. Disposing stops it.</summary>
internal sealed class NextBoot : IAsyncDisposable
{
    private readonly Daemon _daemon;
    private readonly Process _process;

    private NextBoot(Daemon daemon, Process process) => (_daemon, _process) = (daemon, process);

    private string Ending => Path.Combine(_daemon.Folder, "stop");

    public static async Task<NextBoot> StartAsync(Daemon daemon)
    {
        await File.WriteAllTextAsync(Path.Combine(daemon.Folder, "boot_id"), "11111111-2222-4333-8444-555555555555\n");
        var start = WatchkeeperProgram.StartInfo(new Dictionary<string, string> { ["HOME"] = daemon.Folder });
        start.FileName = "/bin/bash";
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(
            $"""
            unshare --mount bash -c '
              mount --bind {daemon.Folder}/boot_id /proc/sys/kernel/random/boot_id
              "$W" --config {daemon.ConfigurationFile} run > /dev/null 2> {daemon.Folder}/log & daemon=$!
              while [ ! -e {daemon.Folder}/stop ]; do sleep 0.2; done
              kill $daemon; wait $daemon'
            """);
        start.Environment["W"] = WatchkeeperProgram.Path;
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new NextBoot(daemon, process);
    }

    public async ValueTask DisposeAsync()
    {
        await File.WriteAllTextAsync(Ending, "");
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
