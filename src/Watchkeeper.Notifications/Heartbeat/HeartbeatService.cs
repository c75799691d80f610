using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Time;
using Watchkeeper.Notifications.Channels;

namespace Watchkeeper.Notifications.Heartbeat;

/// <summary>Pings only while all loops turn, a write is committed and the outbox moves: a daemon that merely runs is not awake.</summary>
internal sealed class HeartbeatService(
    LiveOptions<HeartbeatOptions> options, Database database, Loops loops, HttpDelivery http, HostIdentity host, HostClock clock, SharedClock shared, ILogger<HeartbeatService> log)
    : BackgroundService
{
    /// <summary>So long may a commit take.</summary>
    private static readonly TimeSpan LongestCommit = TimeSpan.FromSeconds(30);

    /// <summary>So long may a notification that is due wait for its turn: longer than a full batch takes with a server that never answers.</summary>
    private static readonly TimeSpan LongestTurn = TimeSpan.FromMinutes(15);

    private Beat _last = Beat.None;

    /// <summary>How a beat ended. The first of several that end alike says it all: a host without a network would fill its log.</summary>
    private enum Beat
    {
        None,
        Arrived,
        Failed,
        Refused,
        HeldBack,
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!await database.WaitUntilOpenAsync(stoppingToken))
        {
            return;
        }

        // A changed configuration is not waited for until the next beat.
        var bell = new Bell(clock);
        void Wake(HeartbeatOptions changed) => bell.Ring();
        options.Changed += Wake;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                var current = options.Current;
                if (current.Url is { } url)
                {
                    await BeatAsync(url, stoppingToken);
                }

                await bell.WaitAsync(current.Every, stoppingToken);
            }
        }
        finally
        {
            options.Changed -= Wake;
        }
    }

    private async Task BeatAsync(Uri url, CancellationToken cancellation)
    {
        if (await AsleepAsync(cancellation) is { } reason)
        {
            Say(Beat.HeldBack, reason);
            return;
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        switch (await http.SendAsync(request, TimeSpan.FromSeconds(15), cancellation))
        {
            case Delivery.Retry retry:
                Say(Beat.Failed, retry.Reason);
                break;
            case Delivery.Refused refused:
                Say(Beat.Refused, refused.Reason);
                break;
            default:
                Say(Beat.Arrived, "");
                break;
        }
    }

    private void Say(Beat beat, string reason)
    {
        if (beat == _last)
        {
            return;
        }

        _last = beat;
        switch (beat)
        {
            case Beat.Arrived:
                NotificationsLog.HeartbeatArrives(log);
                break;
            case Beat.HeldBack:
                NotificationsLog.HeartbeatHeldBack(log, reason);
                break;
            default:
                NotificationsLog.HeartbeatFailed(log, reason);
                break;
        }
    }

    /// <summary>Why it would be a lie to say that all is well; null when it would not.</summary>
    private async Task<string?> AsleepAsync(CancellationToken cancellation)
    {
        if (loops.Standstill() is { } reason)
        {
            return reason;
        }

        try
        {
            var now = shared.Now;
            var waited = await database.WriteAsync(
                transaction =>
                {
                    HeartbeatStore.Beat(transaction, host.Id, now);
                    return now - (NotificationStore.OldestReady(transaction, host.Id, now) ?? now);
                },
                Durability.Durable,
                cancellation).WaitAsync(LongestCommit, clock, cancellation);
            return waited > LongestTurn ? $"a notification has been due for {waited.TotalMinutes:0} minutes" : null;
        }
        catch (Exception e) when (e is ProblemException or TimeoutException)
        {
            return $"nothing is committed: {e.Message}";
        }
    }
}
