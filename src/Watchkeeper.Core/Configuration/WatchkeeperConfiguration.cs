namespace Watchkeeper.Core.Configuration;

/// <summary>The configuration in force: the program's own options and those of each capability.</summary>
public sealed class WatchkeeperConfiguration
{
    private readonly Setting _settings;

    private WatchkeeperConfiguration(string? file, CoreOptions core, IReadOnlyDictionary<string, object> sections, Reading reading, Setting settings)
    {
        (File, Core, Sections, _settings) = (file, core, sections, settings);
        Warnings = [.. reading.Warnings.Select(warning => warning.ToString())];
        Failures = [.. reading.Failures.Select(failure => failure.ToString())];
    }

    /// <summary>The file that was read, or null when there is none and everything has its default.</summary>
    public string? File { get; }

    public CoreOptions Core { get; }

    /// <summary>What each module's <see cref="OptionsReader"/> made of its section, by the module's name.</summary>
    public IReadOnlyDictionary<string, object> Sections { get; }

    /// <summary>What is odd but no reason to refuse the configuration, one sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The tests of its own that fail, one sentence each: it is in force all the same.</summary>
    public IReadOnlyList<string> Failures { get; }

    /// <summary>Every key as it was read, in the order of declaration.</summary>
    internal IReadOnlyList<Setting> Settings => _settings.Children;

    /// <summary>Reads everything.</summary>
    /// <exception cref="ProblemException">Something is wrong: its message has one line for each error.</exception>
    public static WatchkeeperConfiguration Load(ConfigurationSource source, IReadOnlyList<Module> modules)
    {
        var reading = new Reading(source.Environment) { Grammars = GrammarsOf(modules) };
        var text = source.ReadFile();
        var (root, settings) = Open(source, text, reading);
        var configuration = Read(root, settings, source.Paths, modules, reading, text is null ? null : source.File);
        Refuse(reading);
        return configuration;
    }

    /// <summary>Reads a text as if it stood in the source's file; what is wrong with it is not thrown, but given.</summary>
    /// <exception cref="ProblemException">It is not YAML.</exception>
    internal static WatchkeeperConfiguration Read(
        ConfigurationSource source, string text, IReadOnlyList<Module> modules, out IReadOnlyList<ConfigurationError> errors)
    {
        var reading = new Reading(source.Environment) { Grammars = GrammarsOf(modules) };
        var (root, settings) = Open(source, text, reading);
        errors = reading.Errors;
        return Read(root, settings, source.Paths, modules, reading, source.File);
    }

    /// <summary>
    /// Reads the top-level keys and looks at nothing else: for a command line that only wants to know where the daemon and its database are, run by a
    /// user who may not read the capabilities' secrets.
    /// </summary>
    /// <exception cref="ProblemException">A top-level key is wrong, or the file cannot be read.</exception>
    public static CoreOptions LoadCore(ConfigurationSource source)
    {
        var reading = new Reading(source.Environment);
        var (root, _) = Open(source, source.ReadFile(), reading);
        var core = CoreOptions.Read(root, source.Paths);
        Refuse(reading);
        return core;
    }

    /// <summary>Every key that may be written, with nothing written: what the commented file and the reference page are made from.</summary>
    internal static IReadOnlyList<Setting> Declare(HostPaths paths, IReadOnlyList<Module> modules)
    {
        var settings = new Setting(SettingKind.Section, "", "", "");
        var reading = new Reading(new Dictionary<string, string>(StringComparer.Ordinal)) { IsDocumenting = true };
        var root = new SourceSection(reading, new SourceMap(new Origin("", 1, 1), []), "", settings);
        Read(root, settings, paths, modules, reading, file: null);
        return settings.Children;
    }

    private static IEnumerable<Grammar> GrammarsOf(IReadOnlyList<Module> modules) => modules.SelectMany(module => module.Grammars);

    private static (SourceSection Root, Setting Settings) Open(ConfigurationSource source, string? text, Reading reading)
    {
        var start = new Origin(source.File, 1, 1);
        var written = text is null ? null : YamlSource.Parse(text, source.File, isEnvironment: false, reading.Errors);
        if (written is not (null or SourceMap or SourceScalar { IsNull: true }))
        {
            reading.Errors.Add(new ConfigurationError(written.Origin, "", $"expected keys and values, as in \"listen: 127.0.0.1:8642\", not {written.Kind}"));
        }

        Refuse(reading);
        var root = EnvironmentSource.Lay(written as SourceMap ?? new SourceMap(start, []), source.Environment, reading.Errors);
        var settings = new Setting(SettingKind.Section, "", "", "");
        return (new SourceSection(reading, root, "", settings), settings);
    }

    private static WatchkeeperConfiguration Read(
        SourceSection root, Setting settings, HostPaths paths, IReadOnlyList<Module> modules, Reading reading, string? file)
    {
        var core = CoreOptions.Read(root, paths);
        var sections = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var module in modules.Where(module => module.Options != OptionsReader.None))
        {
            sections[module.Name] = root.Nested(module.Name, module.Options.Read, module.Summary);
        }

        root.Finish();
        return new WatchkeeperConfiguration(file, core, sections, reading, settings);
    }

    private static void Refuse(Reading reading)
    {
        if (reading.Errors.Count > 0)
        {
            var sorted = reading.Errors.Concat(reading.Failures).OrderBy(error => error.Origin.IsEnvironment).ThenBy(error => error.Origin.Line).ThenBy(error => error.Origin.Column);
            throw new ProblemException(ProblemKind.Failed, string.Join('\n', sorted.Distinct()));
        }
    }
}
