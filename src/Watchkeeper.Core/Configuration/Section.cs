namespace Watchkeeper.Core.Configuration;

/// <summary>
/// Reads one mapping of the configuration. Each call names a key, its default, its limits and its documentation, and that is the only place where they
/// stand: the same calls read the YAML file, the environment and <c>--help</c>-like output, find unknown keys (those that were never asked for), and write
/// the commented file of <c>config init</c>. A wrong value is noted with file, line, column and path, the default is returned, and reading goes on, so
/// that all errors are reported at once.
/// </summary>
public abstract class Section
{
    /// <summary>The path of this mapping: <c>canaries.coal_mine</c>; empty for the root.</summary>
    public abstract string Path { get; }

    /// <summary>Whether the key was written by the user (file or environment).</summary>
    public abstract bool Has(string key);

    public abstract string Text(string key, string fallback, string doc);

    public abstract string? OptionalText(string key, string doc, string example = "");

    public abstract bool Flag(string key, bool fallback, string doc);

    public abstract long Integer(string key, long fallback, long min, long max, string doc);

    public abstract double Number(string key, double fallback, double min, double max, string doc);

    /// <summary><c>10s</c>, <c>5m</c>, <c>1h30m</c>, <c>1d</c>, <c>2w</c>; units ms, s, m, h, d, w; a bare number is refused with a suggestion.</summary>
    public abstract TimeSpan Duration(string key, TimeSpan fallback, TimeSpan min, TimeSpan max, string doc);

    public abstract TimeSpan? OptionalDuration(string key, TimeSpan min, TimeSpan max, string doc, string example = "");

    /// <summary>Bytes: <c>10 MiB</c>, <c>500 kB</c>, <c>4096</c>.</summary>
    public abstract long Size(string key, long fallback, long min, long max, string doc);

    /// <summary>A text, or <c>{ file: PATH }</c>, or <c>{ env: NAME }</c>; never shown by <c>config show</c>.</summary>
    public abstract string? Secret(string key, string doc);

    /// <summary>One of an enum's names, written in lower case with hyphens.</summary>
    public abstract T Choice<T>(string key, T fallback, string doc)
        where T : struct, Enum;

    /// <summary>A list of texts; a single text stands for a list of one.</summary>
    public abstract IReadOnlyList<string> Texts(string key, IReadOnlyList<string> fallback, string doc);

    /// <summary>A mapping of texts to texts.</summary>
    public abstract IReadOnlyDictionary<string, string> TextMap(string key, string doc);

    /// <summary>A mapping of texts to secrets, each as <see cref="Secret"/> has it: the names are shown, the values are not.</summary>
    public abstract IReadOnlyDictionary<string, string> SecretMap(string key, string doc);

    /// <summary>A nested mapping; read with everything at its default when it is absent.</summary>
    public abstract T Nested<T>(string key, Func<Section, T> read, string doc);

    /// <summary>A nested mapping that may be absent: null then.</summary>
    public abstract T? OptionalNested<T>(string key, Func<Section, T> read, string doc)
        where T : class;

    /// <summary>A list of mappings.</summary>
    public abstract IReadOnlyList<T> List<T>(string key, Func<Section, T> read, string doc);

    /// <summary>A mapping from names that the user chooses to mappings, in the order of the file.</summary>
    public abstract IReadOnlyList<T> Map<T>(string key, Func<string, Section, T> read, string doc);

    /// <summary>Notes an error about a key whose text another capability would not understand; see <see cref="Grammar"/>.</summary>
    public abstract void Check(string key, string grammar, string text);

    /// <summary>Notes that what the configuration itself asks to be tried fails: <c>config check</c> refuses it; the daemon warns, and does its work.</summary>
    public abstract void Fails(string key, string message);

    /// <summary>Notes an error about a key (null: about the mapping itself) with its position: what is wrong and what to do.</summary>
    public abstract void Error(string? key, string message);
}
