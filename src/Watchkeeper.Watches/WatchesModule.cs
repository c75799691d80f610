using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;

namespace Watchkeeper.Watches;

public static class WatchesModule
{
    public static Module Module => new("watches", "When something goes wrong, what is done about it?")
    {
        Options = OptionsReader.Of(WatchesOptions.Read),
    };
}
