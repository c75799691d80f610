using System.CommandLine;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Watchkeeper.Core;
using Watchkeeper.Core.CommandLine;

namespace Watchkeeper.Canaries.Commands;

/// <summary>
/// <c>canaries exec SLUG -- COMMAND…</c>: runs a job and reports its start, its end, how long it took and the end of its output. The job matters more than the
/// report: it runs whether or not a daemon answers, its exit status is kept, and a report that does not get through is kept and delivered later.
/// </summary>
internal sealed class ExecVerb
{
    private const int KeptOutput = 10_000;
    private const int CommandNotFound = 127;
    private const int CommandNotExecutable = 126;

    /// <summary>errno(3): there is no such file.</summary>
    private const int NoSuchFile = 2;

    /// <summary>So long a report may hold up the end of the command.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Argument<string> _canary = new("CANARY") { Description = "The slug or id of the canary." };
    private readonly Argument<string[]> _command = new("COMMAND") { Description = "What to run, after '--', with its arguments.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> _comment = new("--comment") { Description = "A few words for the history.", HelpName = "TEXT" };
    private readonly Option<bool> _noOutput = new("--no-output") { Description = "Do not send the end of the output." };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Say nothing when a report has to wait for the daemon." };

    public Verb Make() => new("exec", "Run a command and report for it: canaries exec backup -- /usr/local/bin/backup --all", RunAsync)
    {
        _canary, _command, _comment, _noOutput, _quiet,
    };

    private async Task<int> RunAsync(Invocation invocation)
    {
        var canary = invocation.Get(_canary)!;
        var runId = Guid.NewGuid().ToString();
        var comment = invocation.Get(_comment);
        var started = SendAsync(invocation, canary, new PingBody("start", comment, RunId: runId));
        var start = invocation.Clock.GetTimestamp();
        var output = new Tail(KeptOutput);
        var status = await RunJobAsync(invocation, output);
        var end = new PingBody(null, comment, status, runId, invocation.Clock.GetElapsedTime(start), invocation.Get(_noOutput) || output.Length == 0 ? null : Text(output));

        // Where the start did not get through the end may, and says all that matters; but a daemon that hangs is not waited for twice.
        var problem = await started is { InnerException: TimeoutException } hangs ? hangs : await SendAsync(invocation, canary, end);
        if (problem is not null)
        {
            await KeepOrTellAsync(invocation, new SpooledPing(canary, end, invocation.Clock.Now, ChosenDaemon(invocation)), problem);
        }

        return status;
    }

    private async Task<int> RunJobAsync(Invocation invocation, Tail output)
    {
        var command = invocation.Get(_command)!;
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
            using var signals = SignalForwarding.To(process.Id);
            await Task.WhenAll(
                CopyAsync(process.StandardOutput.BaseStream, Console.OpenStandardOutput(), output),
                CopyAsync(process.StandardError.BaseStream, Console.OpenStandardError(), output));
            await process.WaitForExitAsync(CancellationToken.None);
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            var sentence = $"{command[0]} cannot be run: {Marshal.GetPInvokeErrorMessage(exception.NativeErrorCode)}";
            await invocation.Error.WriteLineAsync($"watchkeeper: {sentence}");
            output.Write(System.Text.Encoding.UTF8.GetBytes(sentence));
            return exception.NativeErrorCode == NoSuchFile ? CommandNotFound : CommandNotExecutable;
        }
    }

    /// <summary>Passes output on as it comes; a reader that went away does not stop the job.</summary>
    private static async Task CopyAsync(Stream from, Stream to, Tail tail)
    {
        var buffer = new byte[16 * 1024];
        var open = true;
        int read;
        while ((read = await from.ReadAsync(buffer)) > 0)
        {
            lock (tail)
            {
                tail.Write(buffer.AsSpan(0, read));
            }

            try
            {
                if (open)
                {
                    await to.WriteAsync(buffer.AsMemory(0, read));
                    await to.FlushAsync();
                }
            }
            catch (IOException)
            {
                open = false;
            }
        }
    }

    /// <summary>Null when it was taken. The job does not wait for it: the request has a thread of its own.</summary>
    private static async Task<ProblemException?> SendAsync(Invocation invocation, string canary, PingBody ping)
    {
        try
        {
            await Task.Run(() => SendAfterOthersAsync(invocation, canary, ping)).WaitAsync(Patience, invocation.Clock);
            return null;
        }
        catch (TimeoutException timeout)
        {
            return new ProblemException(ProblemKind.Unavailable, $"The daemon did not answer within {Patience.TotalSeconds} s.", timeout);
        }
        catch (IOException broken)
        {
            return new ProblemException(ProblemKind.Unavailable, $"The connection to the daemon broke: {broken.Message}", broken);
        }
        catch (ProblemException problem)
        {
            return problem;
        }
    }

    private static async Task SendAfterOthersAsync(Invocation invocation, string canary, PingBody ping)
    {
        await SpoolDelivery.DeliverFirstAsync(invocation, canary, ChosenDaemon(invocation));
        await SpoolDelivery.SendAsync(invocation.Daemon, canary, ping, CancellationToken.None);
    }

    /// <summary>
    /// What somebody has to mend is told each time. That a daemon is away is told with the first report that waits for it: cron mails what a job prints, and one
    /// mail a minute would tell nothing more.
    /// </summary>
    private async Task KeepOrTellAsync(Invocation invocation, SpooledPing ping, ProblemException problem)
    {
        var isKept = SpoolDelivery.MayBeTakenLater(problem);
        if (problem.Kind != ProblemKind.Unavailable)
        {
            await invocation.Error.WriteLineAsync(
                $"watchkeeper: the canary {ping.Canary} was not told{(isKept ? " yet; the report is kept" : "")}: {problem.Message}");
        }

        if (!isKept)
        {
            return;
        }

        try
        {
            var spool = Spool.Open();
            var isFirst = SpoolDelivery.Waiting(spool, ping.Daemon) == 0;
            spool.Add(ping);
            SpoolDelivery.StartInBackground(invocation);
            if (isFirst && problem.Kind == ProblemKind.Unavailable && !invocation.Get(_quiet))
            {
                await invocation.Error.WriteLineAsync(
                    $"watchkeeper: no daemon took the report for {ping.Canary}; it is kept, and so are those that follow, without a word, and a process in the background delivers them within a day.");
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            await invocation.Error.WriteLineAsync($"watchkeeper: the report for {ping.Canary} could be neither delivered nor kept: {exception.Message}");
        }
    }

    private static string? ChosenDaemon(Invocation invocation)
    {
        try
        {
            return invocation.ChosenDaemon;
        }
        catch (ProblemException)
        {
            // The configuration cannot be read; the report was not kept on its account.
            return null;
        }
    }

    private static string Text(Tail output) => System.Text.Encoding.UTF8.GetString(output.ToArray());
}
