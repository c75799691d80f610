namespace Watchkeeper.Core.Configuration;

/// <summary>
/// The configuration of a running daemon: what <see cref="OptionsReader.Register"/> returned for each module, called again with what changed. A bad
/// file leaves the configuration in force as it is.
/// </summary>
/// <param name="source">Where it comes from.</param>
/// <param name="modules">The capabilities.</param>
/// <param name="current">What the daemon started with.</param>
/// <param name="core">The program's own options as the services see them.</param>
/// <param name="setters">By module name.</param>
public sealed class Reload(
    ConfigurationSource source,
    IReadOnlyList<Module> modules,
    WatchkeeperConfiguration current,
    LiveOptions<CoreOptions> core,
    IReadOnlyDictionary<string, Action<object>> setters)
{
    private readonly Lock _oneAtATime = new();

    public WatchkeeperConfiguration Current { get; private set; } = current;

    /// <summary>Reads the file anew and puts it in force. Returns the top-level keys whose change waits for a restart.</summary>
    /// <exception cref="ProblemException">The file is bad, and nothing has changed; one line for each error.</exception>
    public IReadOnlyList<string> Run()
    {
        lock (_oneAtATime)
        {
            return PutInForce(WatchkeeperConfiguration.Load(source, modules));
        }
    }

    private List<string> PutInForce(WatchkeeperConfiguration changed)
    {
        var waiting = Current.Core.NeedRestart(changed.Core).ToList();
        Current = changed;
        core.Set(changed.Core);
        foreach (var (name, set) in setters)
        {
            if (changed.Sections.TryGetValue(name, out var options))
            {
                set(options);
            }
        }

        return waiting;
    }
}
