using Watchkeeper.Core;

namespace Watchkeeper.Watches;

public static class WatchesModule
{
    public static Module Module => new("watches", "When something goes wrong, what is done about it?");
}
