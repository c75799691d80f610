using System.CommandLine;
using System.CommandLine.Invocation;
using Watchkeeper.Core;
using Watchkeeper.Hosting;
using Watchkeeper.Core.CommandLine;

namespace Watchkeeper.CommandLine;

/// <summary>Runs one command line: exit code 0 ok, 1 failed, 2 used wrongly; what went wrong is one sentence on standard error.</summary>
internal static class CommandLineProgram
{
    public const int Failed = 1;
    public const int UsedWrongly = 2;

    /// <summary>An argument that begins with @ is a time in Unix seconds, not a file of further arguments.</summary>
    private static readonly ParserConfiguration Literal = new() { ResponseFileTokenReplacer = null };

    public static async Task<int> RunAsync(ModuleList modules, string[] arguments)
    {
        var options = new GlobalOptions();
        var parsed = new CommandTree(modules).Build(arguments, options).Parse(arguments, Literal);
        if (parsed.Action is ParseErrorAction || (parsed.Errors.Count > 0 && parsed.Action is null))
        {
            await Console.Error.WriteLineAsync($"watchkeeper: {UsageErrors.Explain(parsed)}");
            return UsedWrongly;
        }

        if (parsed.Action is null && UsageErrors.FindTwoForms(parsed) is { } contradiction)
        {
            await Console.Error.WriteLineAsync($"watchkeeper: {contradiction}");
            return UsedWrongly;
        }

        if (parsed.Action is not null)
        {
            return await parsed.InvokeAsync();
        }

        if (parsed.CommandResult.Command is not Verb verb)
        {
            await Console.Error.WriteLineAsync($"watchkeeper: {UsageErrors.AskForVerb(parsed)}");
            return UsedWrongly;
        }

        using var invocation = new TerminalInvocation(parsed, options, modules);
        return await RunAsync(verb, invocation);
    }

    private static async Task<int> RunAsync(Verb verb, TerminalInvocation invocation)
    {
        try
        {
            var code = await verb.Run(invocation);
            await invocation.Out.FlushAsync();
            return code;
        }
        catch (ReaderGoneException)
        {
            return 0;
        }
        catch (ProblemException problem)
        {
            await TryFlushAsync(invocation);
            await Console.Error.WriteLineAsync($"watchkeeper: {problem.Message}");
            return problem.ExitCode;
        }
        catch (OperationCanceledException)
        {
            return Failed;
        }
        catch (Exception failure)
        {
            await TryFlushAsync(invocation);
            var isKnown = failure is IOException or UnauthorizedAccessException;
            await Console.Error.WriteLineAsync(isKnown
                ? $"watchkeeper: {failure.Message}"
                : $"watchkeeper: This is a defect in Watchkeeper ({failure.GetType().Name}: {failure.Message}); WATCHKEEPER_TRACE=1 shows where.");
            if (!isKnown && Environment.GetEnvironmentVariable("WATCHKEEPER_TRACE") is "1")
            {
                await Console.Error.WriteLineAsync(failure.ToString());
            }

            return Failed;
        }
    }

    /// <summary>What was printed before the error belongs before it.</summary>
    private static async Task TryFlushAsync(TerminalInvocation invocation)
    {
        try
        {
            await invocation.Out.FlushAsync();
        }
        catch (IOException)
        {
            // The error that is being reported is the one that matters.
        }
    }
}
