using Watchkeeper.Core.Time;

namespace Watchkeeper.Watches;

/// <summary>Wakes the watches' loop, which sleeps until the next thing that it knows to be due.</summary>
internal sealed class AlarmClock(HostClock clock) : Bell(clock);
