using Watchkeeper.Core;

namespace Watchkeeper.Disks;

public static class DisksModule
{
    public static Module Module => new("disks", "Are the disks and filesystems failing, and which ones exactly?");
}
