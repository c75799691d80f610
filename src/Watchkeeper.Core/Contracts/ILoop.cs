using Watchkeeper.Core.Diagnostics;

namespace Watchkeeper.Core.Contracts;

/// <summary>A room's background loop, which shows that it turns: the heartbeat beats only while all of them do.</summary>
public interface ILoop
{
    Pulse Pulse { get; }
}
