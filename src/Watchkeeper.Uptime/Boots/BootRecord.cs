using System.Text.Json.Serialization;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Uptime.Boots;

/// <summary>One run of the kernel, as stored.</summary>
/// <param name="Booted">The wall clock when the kernel started, by the offset known last.</param>
/// <param name="Trusted">Whether <paramref name="Booted"/> comes from a trusted clock.</param>
/// <param name="Outcome">How it ended; null while nobody has looked.</param>
internal sealed record BootRecord(Guid BootId, string Host, string Kernel, Instant Booted, bool Trusted, Outcome? Outcome);

/// <summary>The host slept.</summary>
/// <param name="WokeAt">Boot time at which a daemon noticed that it was over.</param>
internal sealed record Suspension(Guid BootId, TimeSpan WokeAt, TimeSpan Length);

/// <summary>What the boot after it found out about a boot's end.</summary>
/// <param name="EndedAt">Boot time of the last sign of life.</param>
/// <param name="Uncertainty">How much later than that the end may have been.</param>
/// <param name="Cause">Why, as far as the evidence goes.</param>
/// <param name="Reason">The cause in one sentence.</param>
internal sealed record Outcome(BootEnd End, TimeSpan EndedAt, TimeSpan Uncertainty, Cause Cause, string Reason);

/// <summary>How a boot ended.</summary>
internal enum BootEnd
{
    /// <summary>It has not.</summary>
    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>Powered off or halted in order, or shut down in order in a way nothing tells.</summary>
    [JsonStringEnumMemberName("shutdown")]
    Shutdown,

    /// <summary>Restarted in order.</summary>
    [JsonStringEnumMemberName("reboot")]
    Reboot,

    /// <summary>The host went down without shutting down.</summary>
    [JsonStringEnumMemberName("crash")]
    Crash,

    /// <summary>Nobody watched, and nothing tells.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,
}

/// <summary>Why a host went down.</summary>
internal enum Cause
{
    /// <summary>The evidence names no cause.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,

    /// <summary>Somebody asked for it.</summary>
    [JsonStringEnumMemberName("requested")]
    Requested,

    [JsonStringEnumMemberName("panic")]
    Panic,
    [JsonStringEnumMemberName("oom")]
    OutOfMemory,
    [JsonStringEnumMemberName("storage")]
    Storage,
    [JsonStringEnumMemberName("heat")]
    Heat,
    [JsonStringEnumMemberName("power")]
    Power,
    [JsonStringEnumMemberName("watchdog")]
    Watchdog,
}
