using Watchkeeper.Core;

namespace Watchkeeper.Uptime;

public static class UptimeModule
{
    public static Module Module => new("uptime", "Was the host up? When did it crash, why, and for how long?");
}
