using System.Text.Json;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Disks.Devices;

namespace Watchkeeper.Disks;

/// <summary>All SQL of disks: where each source stands, what was counted up to there and not told, and which devices were ever seen under which names.</summary>
internal static class DisksStore
{
    public static IReadOnlyList<Migration> Migrations { get; } =
    [
        new(1,
            """
            CREATE TABLE disks_positions (host {text} NOT NULL, source {text} NOT NULL, position {text} NOT NULL, PRIMARY KEY (host, source));
            CREATE TABLE disks_names (
                host {text} NOT NULL, wwid {text} NOT NULL, name {text} NOT NULL, device {text} NOT NULL,
                first_wall {int} NOT NULL, first_boot_time {int} NOT NULL, last_wall {int} NOT NULL, last_boot_time {int} NOT NULL,
                boot_id {text} NOT NULL, clock_trusted {int} NOT NULL, PRIMARY KEY (host, wwid, name));
            """),
        new(2, "CREATE TABLE disks_untold (host {text} NOT NULL, number {int} NOT NULL, event {text} NOT NULL, PRIMARY KEY (host, number));"),
    ];

    public static IReadOnlyList<GroundedColumns> Grounded { get; } = [new("disks_names", "last_wall", "last_boot_time")];

    public static IReadOnlyDictionary<string, string> Positions(Session session, HostIdentity host) =>
        session.Query("SELECT source, position FROM disks_positions WHERE host = @host", row => (row.Text(0), row.Text(1)), ("host", host.Id))
            .ToDictionary(pair => pair.Item1, pair => pair.Item2, StringComparer.Ordinal);

    public static void SavePosition(Session session, HostIdentity host, string source, string position) => session.Execute(
        """
        INSERT INTO disks_positions (host, source, position) VALUES (@host, @source, @position)
        ON CONFLICT (host, source) DO UPDATE SET position = excluded.position
        """,
        ("host", host.Id), ("source", source), ("position", position));

    /// <summary>The events to tell of what was counted up to the positions and not told.</summary>
    public static IReadOnlyList<EventDraft> Untold(Session session, HostIdentity host) =>
        [.. session.Query("SELECT event FROM disks_untold WHERE host = @host ORDER BY number", row => row.Text(0), ("host", host.Id)).Select(DisksJson.ReadDraft)];

    public static void SaveUntold(Session session, HostIdentity host, IReadOnlyList<EventDraft> untold)
    {
        session.Execute("DELETE FROM disks_untold WHERE host = @host", ("host", host.Id));
        foreach (var (number, draft) in untold.Index())
        {
            session.Execute(
                "INSERT INTO disks_untold (host, number, event) VALUES (@host, @number, @event)",
                ("host", host.Id), ("number", number), ("event", DisksJson.TextOf(draft)));
        }
    }

    /// <summary>Notes that a device has a name now.</summary>
    public static void SaveName(Session session, HostIdentity host, Guid bootId, Moment now, BlockDevice device) => session.Execute(
        """
        INSERT INTO disks_names (host, wwid, name, device, first_wall, first_boot_time, last_wall, last_boot_time, boot_id, clock_trusted)
        VALUES (@host, @wwid, @name, @device, @wall, @boot, @wall2, @boot2, @boot_id, @trusted)
        ON CONFLICT (host, wwid, name) DO UPDATE SET device = excluded.device, last_wall = excluded.last_wall, last_boot_time = excluded.last_boot_time,
            boot_id = excluded.boot_id, clock_trusted = excluded.clock_trusted
        """,
        ("host", host.Id), ("wwid", device.Wwid!), ("name", device.Name), ("device", JsonSerializer.Serialize(device, DisksJson.Default.BlockDevice)),
        ("wall", now.Wall), ("boot", now.SinceBoot), ("wall2", now.Wall), ("boot2", now.SinceBoot), ("boot_id", bootId), ("trusted", now.Trusted));

    /// <summary>Every device ever seen on this host, the latest reading of each name last.</summary>
    public static IReadOnlyList<BlockDevice> Devices(Session session, HostIdentity host) =>
        [.. session.Query("SELECT device FROM disks_names WHERE host = @host ORDER BY last_wall", row => row.Text(0), ("host", host.Id))
            .Select(json => JsonSerializer.Deserialize(json, DisksJson.Default.BlockDevice)).OfType<BlockDevice>()];
}
