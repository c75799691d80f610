namespace Watchkeeper.Core.Data;

/// <summary>The tables that belong to no room.</summary>
internal static class CoreModule
{
    public static Module Module { get; } = new("core", "What every room shares.")
    {
        Migrations = [new Migration(1, First)],
    };

    /// <summary>
    /// Events say host and kind (host, type and severity together) by number: rows stay small, globs over types are settled on the few kinds before
    /// any event is looked at, and an index by time, by kind or by subject and kind finds the newest of whatever was asked for. The partial index holds nothing
    /// but what waits for a trusted clock.
    /// </summary>
    private const string First =
        """
        CREATE TABLE settings (name {text} PRIMARY KEY, value {text} NOT NULL);
        CREATE TABLE hosts (key {id}, id {text} NOT NULL UNIQUE, name {text} NOT NULL, last_seq {int} NOT NULL DEFAULT 0);
        CREATE TABLE event_kinds (
            key {id}, host {int} NOT NULL, type {text} NOT NULL, severity {int} NOT NULL, UNIQUE (host, type, severity));
        CREATE TABLE events (
            key {id},
            id {bytes} NOT NULL UNIQUE,
            host {int} NOT NULL,
            seq {int} NOT NULL,
            kind {int} NOT NULL,
            boot_id {bytes} NOT NULL,
            wall {int} NOT NULL,
            boot_time {int} NOT NULL,
            clock_trusted {int} NOT NULL,
            subject {text} NOT NULL,
            message {text} NOT NULL,
            recipients {text},
            fields {text},
            UNIQUE (host, seq));
        CREATE INDEX events_by_wall ON events (wall, kind);
        CREATE INDEX events_by_kind ON events (kind, wall);
        CREATE INDEX events_by_subject ON events (subject, kind, wall);
        CREATE INDEX events_not_trusted ON events (boot_id) WHERE clock_trusted = 0;
        """;
}
