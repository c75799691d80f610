namespace Watchkeeper.Core.Configuration;

/// <summary>Where things are on this host, for whoever runs the program: root and the service, or a user.</summary>
/// <param name="ConfigurationFile">Where the configuration is looked for when nobody says otherwise.</param>
/// <param name="StateFolder">Where the database is by default.</param>
/// <param name="RuntimeFolder">Where the unix socket is by default.</param>
public sealed record HostPaths(string ConfigurationFile, string StateFolder, string RuntimeFolder)
{
    private const string FileName = "watchkeeper.yaml";

    /// <summary>
    /// Root gets <c>/etc</c>, <c>/var/lib</c> and <c>/run</c>, a user the XDG base directories. A service under systemd gets the folders that systemd
    /// made for it (<c>STATE_DIRECTORY</c>, <c>RUNTIME_DIRECTORY</c>, <c>CONFIGURATION_DIRECTORY</c>), whoever it runs as.
    /// </summary>
    public static HostPaths For(bool isRoot, IReadOnlyDictionary<string, string> environment)
    {
        string? Get(string name) => environment.TryGetValue(name, out var value) && value.Length > 0 ? value.Split(':')[0] : null;
        var home = Get("HOME") ?? "/";
        string Xdg(string name, string otherwise) => Path.Combine(Get(name) is ['/', ..] folder ? folder : otherwise, "watchkeeper");

        var users = new HostPaths(
            Path.Combine(Xdg("XDG_CONFIG_HOME", Path.Combine(home, ".config")), FileName),
            Xdg("XDG_STATE_HOME", Path.Combine(home, ".local/state")),
            Xdg("XDG_RUNTIME_DIR", Path.Combine(home, ".local/state")));
        var systems = new HostPaths($"/etc/watchkeeper/{FileName}", "/var/lib/watchkeeper", "/run/watchkeeper");
        var paths = isRoot ? systems : users;
        return new HostPaths(
            Get("CONFIGURATION_DIRECTORY") is { } configuration ? Path.Combine(configuration, FileName) : paths.ConfigurationFile,
            Get("STATE_DIRECTORY") ?? paths.StateFolder,
            Get("RUNTIME_DIRECTORY") ?? paths.RuntimeFolder);
    }
}
