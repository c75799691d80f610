using Watchkeeper.Core;

namespace Watchkeeper.Metrics;

public static class MetricsModule
{
    public static Module Module => new("metrics", "How loaded and how full is the host?");
}
