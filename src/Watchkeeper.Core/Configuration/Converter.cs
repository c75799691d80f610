namespace Watchkeeper.Core.Configuration;

/// <summary>Makes Watchkeeper's configuration of another program's settings, for <c>watchkeeper config convert</c>.</summary>
/// <param name="Program">The other program's name, as people know it.</param>
/// <param name="Recognises">Whether a text is that program's file.</param>
/// <param name="Convert">The text of the file as YAML; throws <see cref="ProblemException"/> where it cannot be read.</param>
public sealed record Converter(string Program, Func<string, bool> Recognises, Func<string, string> Convert)
{
    /// <summary>The YAML of settings that stand in the environment; null when none do.</summary>
    public Func<string?> FromEnvironment { get; init; } = static () => null;
}
