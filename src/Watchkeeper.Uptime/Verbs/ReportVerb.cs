using Watchkeeper.Core.CommandLine;
using Watchkeeper.Core.Data.Sqlite;
using Watchkeeper.Uptime.Flights;

namespace Watchkeeper.Uptime.Verbs;

/// <summary><c>watchkeeper uptime report</c>: what <c>flight-reports</c> prints, byte for byte.</summary>
internal static class ReportVerb
{
    public static Verb Make(HistorySource source)
    {
        var verb = new Verb(
            "report", "Print uptimes, downtimes and flights exactly as flight-recorder's flight-reports does.", invocation => RunAsync(invocation, source));
        verb.Options.Add(source.Utc);
        verb.Options.Add(source.Database);
        return verb;
    }

    private static async Task<int> RunAsync(Invocation invocation, HistorySource source)
    {
        var flights = invocation.Get(source.Database) is { } file ? FromFile(file, invocation) : await HistorySource.FlightsAsync(invocation);
        await invocation.Out.FlushAsync();
        FlightReport.Write(flights, invocation.RawOut, HistorySource.Zone(invocation, source.Utc));
        return 0;
    }

    private static FlightTable FromFile(string path, Invocation invocation)
    {
        using var file = SqliteFile.OpenToRead(path);
        return FlightRecorderFile.HasTable(file.Session, "uptime_flights")
            ? UptimeStore.FlightTable(file.Session, UptimeHistory.HostOf(file.Session, invocation.Clock))
            : FlightRecorderFile.Read(path);
    }
}
