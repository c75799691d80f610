using System.Runtime.InteropServices;

namespace Watchkeeper.Uptime;

/// <summary>Which kernel runs.</summary>
internal static class HostKernel
{
    /// <summary>As <c>uname -r</c> says; the system's own description elsewhere.</summary>
    public static string Version { get; } = Read();

    private static string Read()
    {
        try
        {
            return OperatingSystem.IsLinux() ? File.ReadAllText("/proc/sys/kernel/osrelease").Trim() : RuntimeInformation.OSDescription;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return RuntimeInformation.OSDescription;
        }
    }
}
