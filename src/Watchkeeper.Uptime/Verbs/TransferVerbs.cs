using System.CommandLine;
using Watchkeeper.Core.CommandLine;
using Watchkeeper.Uptime.Flights;

namespace Watchkeeper.Uptime.Verbs;

/// <summary><c>watchkeeper uptime import FILE</c> and <c>export FILE</c>: from and to a flight-recorder's database.</summary>
internal static class TransferVerbs
{
    private const int ChunkLength = 10_000;

    public static Verb MakeImport()
    {
        var file = new Argument<string>("FILE") { Description = "A flight-recorder's database; its recorder may be running." };
        var verb = new Verb("import", "Take over the flights of a flight-recorder; doing so again doubles nothing.", async invocation =>
        {
            var table = FlightRecorderFile.Read(invocation.Get(file)!);
            var total = new ImportResult(0, 0, 0);
            foreach (var chunk in Recorded(table).Chunk(ChunkLength))
            {
                total += await invocation.Daemon.SendAsync(
                    HttpMethod.Post, "/api/v1/uptime/import", new RecordedFlights(chunk), UptimeJson.Default.RecordedFlights,
                    UptimeJson.Default.ImportResult, invocation.Cancellation);
            }

            if (invocation.Json)
            {
                invocation.PrintJson(total, UptimeJson.Default.ImportResult);
            }
            else
            {
                await invocation.Out.WriteLineAsync($"{total.Added} flights added, {total.Updated} updated, {total.Unchanged} known already.");
            }

            return 0;
        });
        verb.Arguments.Add(file);
        return verb;
    }

    public static Verb MakeExport()
    {
        var file = new Argument<string>("FILE") { Description = "The file to make; flight-recorder's own scripts read it and append to it." };
        var verb = new Verb("export", "Write all flights as a flight-recorder's database.", async invocation =>
        {
            var table = await HistorySource.FlightsAsync(invocation);
            var path = invocation.Get(file)!;
            FlightRecorderFile.Write(path, Recorded(table));
            await invocation.Out.WriteLineAsync($"{table.Count} flights written to {path}.");
            return 0;
        });
        verb.Arguments.Add(file);
        return verb;
    }

    private static IEnumerable<RecordedFlight> Recorded(FlightTable table)
    {
        for (var i = 0; i < table.Count; i++)
        {
            yield return new RecordedFlight(table.Ids[i], table.Durations[i], table.Ends[i]);
        }
    }
}
