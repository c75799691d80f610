using System.CommandLine;
using System.Text.Json.Serialization.Metadata;
using Watchkeeper.Core;
using Watchkeeper.Core.CommandLine;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Data.Sqlite;
using Watchkeeper.Core.Text;
using Watchkeeper.Core.Time;
using Watchkeeper.Uptime.Boots;
using Watchkeeper.Uptime.Flights;

namespace Watchkeeper.Uptime;

/// <summary>
/// What the reading verbs share: the options, and where the history comes from: a file that is named, or the daemon, or its database where none runs.
/// </summary>
internal sealed class HistorySource
{
    public Option<string?> Database { get; } = new("--database")
    {
        Description = "Read this file: a flight-recorder's database, or Watchkeeper's own.",
        HelpName = "FILE",
    };

    public Option<string?> Since { get; } = new("--since") { Description = $"Nothing before this time; {Times.Forms}.", HelpName = "TIME" };

    public Option<string?> Until { get; } = new("--until") { Description = "Nothing after this time.", HelpName = "TIME" };

    public Option<bool> Utc { get; } = new("--utc") { Description = "Read and show times in UTC instead of local time." };

    public Option<bool> Csv { get; } = new("--csv") { Description = "Print comma-separated values: times in RFC 3339, lengths in seconds." };

    public static TimeZoneInfo Zone(Invocation invocation, Option<bool> utc) => invocation.Get(utc) ? TimeZoneInfo.Utc : TimeZoneInfo.Local;

    /// <summary>Asks for one view of the history: over HTTP, or computed here where the file is read directly.</summary>
    public async Task<T> AskAsync<T>(Invocation invocation, string path, JsonTypeInfo<T> type, Func<UptimeHistory, T> here)
    {
        if (invocation.Get(Database) is { } file)
        {
            return here(FromFile(file, invocation.Clock));
        }

        return await invocation.GetAsync(path, type, database => here(database.Read(session => FromOwn(session, invocation.Clock))));
    }

    /// <summary>
    /// All flights, for what prints or copies them whole: from the database where this user may read it, which is many times cheaper than through the
    /// daemon, and from the daemon otherwise.
    /// </summary>
    public static async Task<FlightTable> FlightsAsync(Invocation invocation)
    {
        if (!invocation.IsRemote)
        {
            try
            {
                await using var database = invocation.OpenDatabase();
                return database.Read(session => UptimeStore.FlightTable(session, UptimeHistory.HostOf(session, invocation.Clock)));
            }
            catch (ProblemException problem) when (problem.Kind is ProblemKind.Forbidden or ProblemKind.NotFound or ProblemKind.Unavailable)
            {
                // The daemon may know better where its database is, and may read it.
            }
        }

        var list = await invocation.Daemon.GetAsync("/api/v1/uptime/flights", UptimeJson.Default.FlightList, invocation.Cancellation);
        var table = new FlightTable();
        foreach (var flight in list.Flights.Select(facts => facts.ToRecorded()))
        {
            table.Add(flight.Id, flight.Duration, flight.LastTs);
        }

        return table;
    }

    private Instant? Time(Invocation invocation, Option<string?> option) => invocation.Get(option) is { } text ? Time(invocation, text) : null;

    public Instant Time(Invocation invocation, string text) => Times.Parse(text, invocation.Clock.Now, Zone(invocation, Utc));

    /// <summary>What <c>--since</c> and <c>--until</c> say.</summary>
    /// <exception cref="ProblemException">The range ends before it begins.</exception>
    public (Instant? Since, Instant? Until) Range(Invocation invocation) => BootRange.Checked(Time(invocation, Since), Time(invocation, Until));

    /// <summary>The parameters of a request: those that are not null, escaped.</summary>
    public static string Query(string path, params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var query = path;
        foreach (var (name, value) in parameters)
        {
            if (value is not null)
            {
                query += $"{(query.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{name}={Uri.EscapeDataString(value)}";
            }
        }

        return query;
    }

    private static UptimeHistory FromFile(string path, HostClock clock)
    {
        using var file = SqliteFile.OpenToRead(path);
        return FlightRecorderFile.HasTable(file.Session, "uptime_boots")
            ? FromOwn(file.Session, clock)
            : UptimeHistory.Of(FlightRecorderFile.Read(path), clock.Now);
    }

    private static UptimeHistory FromOwn(Session session, HostClock clock) =>
        UptimeHistory.Read(session, UptimeHistory.HostOf(session, clock), clock);
}
