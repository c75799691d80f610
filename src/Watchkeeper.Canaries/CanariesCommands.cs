using System.CommandLine;
using Watchkeeper.Canaries.Commands;

namespace Watchkeeper.Canaries;

/// <summary><c>watchkeeper canaries …</c>: what Coal Mine's command line has, and more.</summary>
internal static class CanariesCommands
{
    public static Command Make() => new("canaries", "Did the jobs that should run, run?")
    {
        new CreateVerb().Make(),
        new UpdateVerb().Make(),
        new GetVerb().Make(),
        new ListVerb().Make(),
        OneCanaryVerbs.Delete(),
        OneCanaryVerbs.Trigger(),
        OneCanaryVerbs.Pause(),
        OneCanaryVerbs.Unpause(),
        OneCanaryVerbs.Snooze(),
        new PreviewVerb().Make(),
        new ExecVerb().Make(),
        new DeliverVerb().Make(),
        new ImportVerb().Make(),
    };
}
