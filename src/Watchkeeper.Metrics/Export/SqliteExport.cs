using System.Globalization;
using Watchkeeper.Core.Data.Sqlite;

namespace Watchkeeper.Metrics.Export;

/// <summary>
/// Writes a table as small monitors have it: <c>metrics(key, value, timestamp)</c> with <c>cpu</c> (the five-minute load), <c>memory</c> (the available share,
/// 0 to 1) and <c>disk_/</c> (percent used, free blocks counted as free); or with a table of systems and a foreign key.
/// </summary>
internal static class SqliteExport
{
    /// <summary>What becomes which key; of the disks each mount point becomes one.</summary>
    public static IReadOnlyList<(string Key, string Expression)> Keys { get; } =
    [
        ("cpu", "node_load5"),
        ("memory", "node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes"),
        ("disk_", "(node_filesystem_size_bytes - node_filesystem_free_bytes) / node_filesystem_size_bytes * 100"),
    ];

    /// <param name="path">The file, which must not be there.</param>
    /// <param name="system">The name of this host, for the schema with systems; null for the plain one.</param>
    /// <param name="series">What to write, by the beginnings of keys.</param>
    /// <returns>How many rows.</returns>
    public static int Write(string path, string? system, IEnumerable<(string Key, SeriesView Series)> series)
    {
        using var file = SqliteFile.Create(path);
        var session = file.Session;
        session.Execute("BEGIN");
        if (system is null)
        {
            session.Execute("CREATE TABLE metrics (key TEXT, value FLOAT, timestamp DATETIME DEFAULT CURRENT_TIMESTAMP NOT NULL)");
        }
        else
        {
            session.Execute("CREATE TABLE systems (_id INTEGER PRIMARY KEY, system TEXT UNIQUE NOT NULL)");
            session.Execute(
                """
                CREATE TABLE metrics (
                    system_id INTEGER REFERENCES systems(_id), key TEXT, value FLOAT, timestamp DATETIME DEFAULT CURRENT_TIMESTAMP NOT NULL)
                """);
            session.Execute("INSERT INTO systems (_id, system) VALUES (1, @system)", ("system", system));
        }

        var insert = system is null
            ? "INSERT INTO metrics (key, value, timestamp) VALUES (@key, @value, @time)"
            : "INSERT INTO metrics (system_id, key, value, timestamp) VALUES (1, @key, @value, @time)";
        var rows = 0;
        foreach (var (key, one) in series)
        {
            var name = key == "disk_" ? key + one.Labels.GetValueOrDefault("mountpoint", "") : key;
            foreach (var point in one.Points)
            {
                // As SQLite's CURRENT_TIMESTAMP writes it.
                var time = point.Time.ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
                rows += session.Execute(insert, ("key", name), ("value", point.Value), ("time", time));
            }
        }

        session.Execute("COMMIT");
        return rows;
    }
}
