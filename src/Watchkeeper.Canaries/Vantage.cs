using Watchkeeper.Core.Time;

namespace Watchkeeper.Canaries;

/// <summary>Where and when a daemon looks at the stored canaries: boot times in a row mean something on the host and boot that wrote it only.</summary>
/// <param name="Host">The id of the host.</param>
/// <param name="BootId">The present boot.</param>
/// <param name="Now">The host's clocks.</param>
internal sealed record Vantage(string Host, Guid BootId, Moment Now)
{
    /// <summary>As it is stored.</summary>
    public string BootIdText { get; } = BootId.ToString();
}
