using Watchkeeper.Core.Data;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Notifications.Heartbeat;

/// <summary>All SQL of the heartbeat: one row a host, written before each beat, so that a full or broken disk is noticed.</summary>
internal static class HeartbeatStore
{
    public static IReadOnlyList<Migration> Migrations { get; } = [new Migration(1, "CREATE TABLE heartbeat (host {text} PRIMARY KEY, wall {int} NOT NULL);")];

    public static void Beat(Transaction transaction, string host, Instant now) => transaction.Execute(
        "INSERT INTO heartbeat (host, wall) VALUES (@host, @now) ON CONFLICT (host) DO UPDATE SET wall = @now", ("host", host), ("now", now));
}
