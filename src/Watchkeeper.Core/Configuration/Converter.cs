namespace Watchkeeper.Core.Configuration;

/// <summary>Makes Watchkeeper's configuration of another program's settings, for <c>watchkeeper config convert</c>.</summary>
/// <param name="Program">The other program's name, as people know it.</param>
/// <param name="Recognises">Whether a text is that program's file.</param>
/// <param name="Convert">The text of the file as YAML; throws <see cref="ProblemException"/> where it cannot be read.</param>
public sealed record Converter(string Program, Func<string, bool> Recognises, Func<string, string> Convert)
{
    /// <summary>The YAML of settings that stand in the environment; null when none do.</summary>
    public Func<string?> FromEnvironment { get; init; } = static () => null;

    /// <summary>The sections that it may write; empty where it may write any.</summary>
    public IReadOnlyList<string> Sections { get; init; } = [];

    /// <summary>Converts, and reads back what came of it, so that no value of the other program's file can be more than a value.</summary>
    /// <exception cref="ProblemException">The file cannot be converted.</exception>
    public string Run(string text)
    {
        var yaml = Convert(text);
        var errors = new List<ConfigurationError>();
        var root = YamlSource.Parse(yaml, "what was made of it", isEnvironment: false, errors);
        return errors.Count == 0 && (Sections.Count == 0 || (root is SourceMap map && map.Entries.All(entry => Sections.Contains(entry.Key, StringComparer.Ordinal))))
            ? yaml
            : throw new ProblemException(ProblemKind.BadRequest, $"This file of {Program} holds values that cannot be converted{(errors.Count > 0 ? $": {errors[0]}" : "")}.");
    }
}
