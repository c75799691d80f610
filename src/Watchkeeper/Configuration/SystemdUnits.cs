namespace Watchkeeper.Configuration;

/// <summary>The unit files of the service, as they lie on the host.</summary>
/// <param name="folders">systemd's unit folders, the administrator's first.</param>
internal sealed class SystemdUnits(params string[] folders)
{
    private const string Service = "watchkeeper.service";

    /// <summary>Those of this host (systemd.unit(5), "Unit File Load Path").</summary>
    public static SystemdUnits OfHost { get; } = new("/etc/systemd/system", "/run/systemd/system", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system");

    /// <summary>Whether the daemon is installed as a service.</summary>
    public bool HasService => folders.Any(folder => File.Exists(Path.Combine(folder, Service)));

    /// <summary>Where an administrator puts a drop-in.</summary>
    public string DropInFolder => Path.Combine(folders[0], Service + ".d") + "/";

    public bool HasDropIn(string name) => folders.Any(folder => File.Exists(Path.Combine(folder, Service + ".d", name)));
}
