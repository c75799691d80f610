using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;
using Watchkeeper.Core.CommandLine;

namespace Watchkeeper.CommandLine;

/// <summary><c>watchkeeper version</c>.</summary>
internal static class VersionCommand
{
    /// <summary>The version with the revision it was built from: <c>0.1.0+4f1c2d3</c>.</summary>
    public static string Version { get; } = Shorten(
        typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown");

    public static Command Make() => new Verb("version", "Print the version, and what it runs on.", async invocation =>
    {
        await invocation.Out.WriteLineAsync($"watchkeeper {Version} ({RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier})");
        return 0;
    });

    private static string Shorten(string version)
    {
        var plus = version.IndexOf('+', StringComparison.Ordinal);
        return plus < 0 ? version : version[..Math.Min(version.Length, plus + 8)];
    }
}
