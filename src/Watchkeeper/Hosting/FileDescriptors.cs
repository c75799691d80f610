using System.Runtime.InteropServices;
using Watchkeeper.Core;

namespace Watchkeeper.Hosting;

/// <summary>How many files the process may have open (<c>getrlimit(2)</c>; .NET raises the soft limit to the hard one when it starts).</summary>
internal static unsafe partial class FileDescriptors
{
    /// <summary>The daemon's libraries, what it measures and its connections take some 300.</summary>
    private const nuint Fewest = 512;

    /// <summary><c>RLIMIT_NOFILE</c> of every architecture that .NET runs on.</summary>
    private const int OpenFiles = 7;

    /// <exception cref="ProblemException">They are too few: libraries could not be loaded, at any moment.</exception>
    public static void RequireEnough()
    {
        var limits = stackalloc nuint[2];
        if (OperatingSystem.IsLinux() && GetLimit(OpenFiles, limits) == 0 && limits[0] < Fewest)
        {
            throw new ProblemException(
                ProblemKind.Failed,
                $"The process may have {limits[0]} files open (ulimit -n), and the daemon needs {Fewest}: raise the limit, under systemd with LimitNOFILE={Fewest} or more.");
        }
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, nuint* limits);
}
