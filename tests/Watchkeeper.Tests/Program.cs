using Watchkeeper.Tests.Core.Data;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace Watchkeeper.Tests;

/// <summary>xUnit's own entry point, and one way more to start: as the process that a test kills.</summary>
internal static class TestProgram
{
    private static Task<int> Main(string[] args) => args switch
    {
        [CrashingWriter.Argument, var round, var url] => CrashingWriter.RunAsync(round, url),
        _ when args.Contains("--server") => TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
        _ => ConsoleRunner.Run(args),
    };
}
