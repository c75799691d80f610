namespace Watchkeeper.Core.Configuration;

/// <summary>One reading of a configuration: what was wrong with it so far, and what its secrets come from.</summary>
internal sealed class Reading(IReadOnlyDictionary<string, string> environment)
{
    public List<ConfigurationError> Errors { get; } = [];

    /// <summary>What is odd, but no reason to refuse the configuration.</summary>
    public List<ConfigurationError> Warnings { get; } = [];

    /// <summary>Tests that the configuration carries and that fail.</summary>
    public List<ConfigurationError> Failures { get; } = [];

    public IReadOnlyDictionary<string, string> Environment { get; } = environment;

    /// <summary>What the capabilities of the program understand; asked for only where a setting holds some of it.</summary>
    public IEnumerable<Grammar> Grammars { get; init; } = [];

    /// <summary>
    /// Whether nothing was written and only the declarations matter: then optional parts, lists and maps are read once with everything absent, so that
    /// their keys are declared too.
    /// </summary>
    public bool IsDocumenting { get; init; }
}
