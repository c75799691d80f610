using System.CommandLine;
using Watchkeeper.Core.CommandLine;

namespace Watchkeeper.Canaries.Commands;

/// <summary><c>canaries deliver</c>: what <c>exec</c> could not deliver. <c>exec</c> starts it by itself.</summary>
internal sealed class DeliverVerb
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly Option<bool> _wait = new("--wait") { Description = "Keep trying for a day." };

    public Verb Make() => new("deliver", "Deliver the reports that 'canaries exec' could not deliver.", RunAsync) { _wait };

    private async Task<int> RunAsync(Invocation invocation)
    {
        var spool = Spool.Open();
        using var own = spool.TryLock(invocation.ChosenDaemon);
        if (own is null)
        {
            await invocation.Out.WriteLineAsync("Another process is delivering to this daemon already.");
            return 0;
        }

        var start = invocation.Clock.GetTimestamp();
        var pause = FirstPause;
        while (true)
        {
            var (delivered, waiting) = await SpoolDelivery.DeliverAsync(invocation, spool);
            if (waiting == 0 || !invocation.Get(_wait) || invocation.Clock.GetElapsedTime(start) > LongestWait)
            {
                await invocation.Out.WriteLineAsync($"Delivered {delivered}; {waiting} waiting.");
                foreach (var others in SpoolDelivery.ForOthers(invocation, spool))
                {
                    await invocation.Out.WriteLineAsync($"For {others.Key ?? "the daemon of this host"}: {others.Count()} waiting.");
                }

                return waiting == 0 ? 0 : 1;
            }

            await Task.Delay(pause, invocation.Clock, invocation.Cancellation);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }
}
