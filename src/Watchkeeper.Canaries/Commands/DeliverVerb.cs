using System.CommandLine;
using Watchkeeper.Core.CommandLine;

namespace Watchkeeper.Canaries.Commands;

/// <summary><c>canaries deliver</c>: what <c>exec</c> could not deliver. <c>exec</c> starts it by itself.</summary>
internal sealed class DeliverVerb
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    /// <summary>So long another process may take for its turn.</summary>
    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(100);

    private readonly Option<bool> _wait = new("--wait") { Description = "Keep trying for a day." };

    public Verb Make() => new("deliver", "Deliver the reports that 'canaries exec' could not deliver.", RunAsync) { _wait };

    private async Task<int> RunAsync(Invocation invocation)
    {
        var spool = Spool.Open();
        var view = invocation.Get(_wait) ? await WaitAsync(invocation, spool) : await DeliverOnceAsync(invocation, spool);
        Print(invocation, view);
        return view.Waiting == 0 ? 0 : 1;
    }

    private static async Task<DeliveryView> WaitAsync(Invocation invocation, Spool spool)
    {
        using var own = spool.TryWait(invocation.ChosenDaemon);
        if (own is null)
        {
            return UnderWay(invocation, spool);
        }

        var start = invocation.Clock.GetTimestamp();
        var pause = FirstPause;
        while (true)
        {
            var view = await DeliverOnceAsync(invocation, spool);
            if (view.Waiting == 0 || invocation.Clock.GetElapsedTime(start) > LongestWait)
            {
                return view;
            }

            await Task.Delay(pause, invocation.Clock, invocation.Cancellation);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>Tries each report once, as soon as no other process does.</summary>
    private static async Task<DeliveryView> DeliverOnceAsync(Invocation invocation, Spool spool)
    {
        var start = invocation.Clock.GetTimestamp();
        while (true)
        {
            using (var own = spool.TryDeliver(invocation.ChosenDaemon))
            {
                if (own is not null)
                {
                    var (delivered, waiting) = await SpoolDelivery.DeliverAsync(invocation, spool, invocation.ChosenDaemon);
                    var others = SpoolDelivery.ForOthers(invocation, spool).Select(other => new DeliveryOfOtherView(other.Key, other.Count()));
                    return new DeliveryView(delivered, waiting, IsUnderWay: false, [.. others]);
                }
            }

            if (invocation.Clock.GetElapsedTime(start) > LongestTurn)
            {
                return UnderWay(invocation, spool);
            }

            await Task.Delay(Soon, invocation.Clock, invocation.Cancellation);
        }
    }

    private static DeliveryView UnderWay(Invocation invocation, Spool spool) => new(0, SpoolDelivery.Waiting(spool, invocation.ChosenDaemon), IsUnderWay: true, []);

    private static void Print(Invocation invocation, DeliveryView view)
    {
        if (invocation.Json)
        {
            invocation.PrintJson(view, CanariesJson.Default.DeliveryView);
            return;
        }

        invocation.Out.WriteLine(view.IsUnderWay ? $"Another process is delivering to this daemon; {view.Waiting} waiting." : $"Delivered {view.Delivered}; {view.Waiting} waiting.");
        foreach (var other in view.Others)
        {
            invocation.Out.WriteLine($"For {other.Daemon ?? "the daemon of this host"}: {other.Waiting} waiting.");
        }
    }
}
