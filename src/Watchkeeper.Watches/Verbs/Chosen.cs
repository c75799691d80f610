using Watchkeeper.Core;
using Watchkeeper.Core.CommandLine;

namespace Watchkeeper.Watches.Verbs;

/// <summary>A watch of the configuration file by its name.</summary>
internal static class Chosen
{
    public static Watch Watch(Invocation invocation, string name)
    {
        var watches = invocation.Configured<WatchesOptions>("watches").Watches;
        return watches.FirstOrDefault(watch => watch.Name == name)
            ?? throw new ProblemException(ProblemKind.NotFound, WatchesReader.Unknown(name, watches.Select(watch => watch.Name)));
    }
}
