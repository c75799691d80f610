using Watchkeeper.Core.CommandLine;

namespace Watchkeeper.Core.Configuration;

/// <summary>One thing that is wrong: where, with which key, and what to do.</summary>
/// <param name="Path">The key's path; empty for the file as a whole.</param>
internal sealed record ConfigurationError(Origin Origin, string Path, string Message)
{
    /// <summary>One line, whatever the user called things.</summary>
    public override string ToString() => Screen.Clean(Path.Length == 0 ? $"{Origin}: {Message}" : $"{Origin}: {Path}: {Message}");
}
