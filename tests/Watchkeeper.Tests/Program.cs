using Watchkeeper.Tests.Core.Data;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace Watchkeeper.Tests;

/// <summary>xUnit's own entry point, and one way more to start: as the process that a test kills.</summary>
internal static class TestProgram
{
    /// <summary>Some tests block their thread until a server or a process answers; on few cores the others would wait for a new thread.</summary>
    private const int Threads = 16;

    private static Task<int> Main(string[] args)
    {
        ThreadPool.SetMinThreads(Threads, Threads);
        return args switch
        {
            [CrashingWriter.Argument, var round, var url] => CrashingWriter.RunAsync(round, url),
            _ when args.Contains("--server") => TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
            _ => ConsoleRunner.Run(args),
        };
    }
}
