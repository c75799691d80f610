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
            Print(invocation, new DeliveryView(0, SpoolDelivery.Waiting(spool, invocation.ChosenDaemon), IsUnderWay: true, []));
            return 0;
        }

        var start = invocation.Clock.GetTimestamp();
        var pause = FirstPause;
        while (true)
        {
            var (delivered, waiting) = await SpoolDelivery.DeliverAsync(invocation, spool);
            if (waiting == 0 || !invocation.Get(_wait) || invocation.Clock.GetElapsedTime(start) > LongestWait)
            {
                var others = SpoolDelivery.ForOthers(invocation, spool).Select(other => new DeliveryOfOtherView(other.Key, other.Count()));
                Print(invocation, new DeliveryView(delivered, waiting, IsUnderWay: false, [.. others]));
                return waiting == 0 ? 0 : 1;
            }

            await Task.Delay(pause, invocation.Clock, invocation.Cancellation);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private static void Print(Invocation invocation, DeliveryView view)
    {
        if (invocation.Json)
        {
            invocation.PrintJson(view, CanariesJson.Default.DeliveryView);
            return;
        }

        invocation.Out.WriteLine(view.IsUnderWay ? "Another process is delivering to this daemon already." : $"Delivered {view.Delivered}; {view.Waiting} waiting.");
        foreach (var other in view.Others)
        {
            invocation.Out.WriteLine($"For {other.Daemon ?? "the daemon of this host"}: {other.Waiting} waiting.");
        }
    }
}
