using System.ComponentModel;
using System.Diagnostics;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Notifications.Channels;

/// <summary>Runs a program that takes a message on its standard input; its exit status says how that ended. 0 is sent; what sysexits.h calls the
/// message's, the user's or the configuration's fault (64 to 78 without 71, 74 and 75) is refused for good; all else is tried again, because a script that
/// stumbles must not cost a message.</summary>
internal static class ProgramDelivery
{
    private const int SystemError = 71;
    private const int InputOutputError = 74;
    private const int TemporaryFailure = 75;
    private const int FirstOfSysexits = 64;
    private const int LastOfSysexits = 78;
    private const int LongestComplaint = 500;

    public static IReadOnlyDictionary<string, string> NothingMore { get; } = new Dictionary<string, string>();

    public static async Task<Delivery> RunAsync(
        IReadOnlyList<string> command, byte[] input, IReadOnlyDictionary<string, string> environment, TimeSpan timeout, HostClock clock, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            using var process = Start(command, environment);
            try
            {
                var complaint = ReadComplaintAsync(process.StandardError, either.Token);
                var output = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, either.Token);
                await WriteAsync(process, input, either.Token);
                await process.WaitForExitAsync(either.Token);
                // What the program left running in the background may hold the pipes open; its word does not matter any more.
                return Judge(command[0], process.ExitCode, await Task.WhenAny(complaint, Task.Delay(TimeSpan.FromSeconds(1), clock, cancellation)) == complaint ? await complaint : "");
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return new Delivery.Retry($"{command[0]} did not end within {timeout.TotalSeconds} s and was killed");
        }
        catch (Win32Exception e)
        {
            return new Delivery.Retry($"{command[0]} cannot be started: {e.Message}");
        }
    }

    private static Process Start(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>A program that does not read its input has not failed for that.</summary>
    private static async Task WriteAsync(Process process, byte[] input, CancellationToken cancellation)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input, cancellation);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
        }
    }

    private static async Task<string> ReadComplaintAsync(StreamReader errors, CancellationToken cancellation)
    {
        var start = new char[LongestComplaint];
        var length = await errors.ReadBlockAsync(start, cancellation);
        await errors.BaseStream.CopyToAsync(Stream.Null, cancellation);
        return Composer.OneLine(new string(start, 0, length).Trim());
    }

    private static Delivery Judge(string program, int exitCode, string complaint)
    {
        var reason = $"{program} ended with exit status {exitCode}{(complaint.Length > 0 ? $": {complaint}" : "")}";
        return exitCode switch
        {
            0 => new Delivery.Sent(),
            SystemError or InputOutputError or TemporaryFailure => new Delivery.Retry(reason),
            >= FirstOfSysexits and <= LastOfSysexits => new Delivery.Refused(reason),
            _ => new Delivery.Retry(reason),
        };
    }
}
