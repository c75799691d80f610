namespace Watchkeeper.Core;

/// <summary>
/// Something that a capability needs of the system and the hardened service does not have by itself: packaging holds a systemd drop-in for it.
/// </summary>
/// <param name="DropIn">The drop-in's file name in <c>packaging/</c>: <c>disks.conf</c>.</param>
/// <param name="Purpose">What works only with it, as the end of a sentence: <c>storage errors are read from /dev/kmsg</c>.</param>
/// <param name="IsMet">Whether this process has it; asked where the daemon is not a systemd service. Throws nothing.</param>
public sealed record SystemNeed(string DropIn, string Purpose, Func<bool> IsMet);
