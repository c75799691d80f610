using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Disks.Health;

/// <summary>Runs the programs that ask disks for their health. A failing disk can hold them for ever: then they are left behind, and not started again for it.</summary>
internal sealed class HealthProgram(HostClock clock, ILogger log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, Process> _hanging = new(StringComparer.Ordinal);
    private readonly HashSet<string> _missing = new(StringComparer.Ordinal);

    /// <summary>What the program printed, however it ended; null when it cannot be run or does not end.</summary>
    public async Task<string?> AskAsync(string program, string[] arguments, string device, CancellationToken cancellation)
    {
        if (_hanging.ContainsKey(device) || Start(program, arguments) is not { } process)
        {
            return null;
        }

        using var deadline = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            var answer = await process.StandardOutput.ReadToEndAsync(either.Token);
            await process.WaitForExitAsync(either.Token);
            process.Dispose();
            return answer;
        }
        catch (OperationCanceledException)
        {
            LeaveBehind(process, program, device);
            cancellation.ThrowIfCancellationRequested();
            return null;
        }
    }

    private Process? Start(string program, string[] arguments)
    {
        try
        {
            var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginErrorReadLine();
            _missing.Remove(program);
            return process;
        }
        catch (Win32Exception missing)
        {
            if (_missing.Add(program))
            {
                DisksLog.ProgramMissing(log, program, missing.Message);
            }

            return null;
        }
    }

    /// <summary>SIGKILL does not end a program that waits for a device inside the kernel.</summary>
    private void LeaveBehind(Process process, string program, string device)
    {
        DisksLog.ProgramHangs(log, program, device, Patience.TotalSeconds);
        process.Kill(entireProcessTree: true);
        _hanging[device] = process;
        process.Exited += (_, _) => Forget(device);
        process.EnableRaisingEvents = true;
    }

    private void Forget(string device)
    {
        if (_hanging.TryRemove(device, out var ended))
        {
            ended.Dispose();
        }
    }
}
