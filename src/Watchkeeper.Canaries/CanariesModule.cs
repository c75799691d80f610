using Watchkeeper.Core;

namespace Watchkeeper.Canaries;

public static class CanariesModule
{
    public static Module Module => new("canaries", "Did the jobs that should run, run?");
}
