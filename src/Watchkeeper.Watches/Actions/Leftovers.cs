using Watchkeeper.Core.Time;
using Watchkeeper.Watches.Running;

namespace Watchkeeper.Watches.Actions;

/// <summary>What a daemon that was killed left running: it is ended before its run begins anew, since a watch and key does one thing at a time.</summary>
internal static class Leftovers
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan UnitPatience = TimeSpan.FromMinutes(1);

    /// <summary>Ends the step of a run that is still going on, if it is.</summary>
    /// <returns>True: there is nothing of it any more, as far as that can be brought about.</returns>
    public static async Task<bool> EndAsync(Run run, HostClock clock)
    {
        if (ProcessGroup.TryParse(run.Process, out var group))
        {
            await group.Value.EndAsync(Patience, clock);
        }
        else if (run.Process.Length > 0)
        {
            // systemd asks the unit's processes to end, and kills them after the time that the step gives them. One that has ended is not there any more.
            await ChildProcess.RunAsync(new ChildOptions(["systemctl", "--no-ask-password", "stop", run.Process]) { Timeout = UnitPatience }, clock, CancellationToken.None);
        }

        return true;
    }
}
