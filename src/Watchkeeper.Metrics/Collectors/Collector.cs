using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Collectors;

/// <summary>
/// Reads one subsystem of the host. A collector starts no process, keeps its files open and its series at hand, and adds its values to the batch. What
/// is not there on this host is simply not added; what is there and cannot be read throws, which is counted and logged once.
/// </summary>
internal abstract class Collector(string name)
{
    /// <summary>As in the configuration and in the label <c>collector</c>.</summary>
    public string Name => name;

    public abstract void Collect(SampleBatch batch);
}

/// <summary>A collector could not read its subsystem: the sentence says which file, and why.</summary>
internal sealed class CollectException(string message) : Exception(message);

/// <summary>Where the host's files are; a container that watches its host, and a test, have them elsewhere.</summary>
internal sealed record HostRoots(string Proc = "/proc", string Sys = "/sys", string RootFs = "")
{
    public static HostRoots Default { get; } = new();
}
