using Watchkeeper.Core.Data;
using Watchkeeper.Tests.Core.Data;
using Watchkeeper.Uptime;
using Watchkeeper.Uptime.Flights;

namespace Watchkeeper.Tests.Uptime;

public sealed class FlightUpdateCostTests
{
    /// <summary>A frame of SQLite's write-ahead log: a page of 1024 bytes and a header of 24 (sqlite.org/fileformat2.html, section 4.1).</summary>
    private const int Frame = 1024 + 24;

    [Fact]
    public async Task An_update_writes_one_page_however_many_flights_there_are()
    {
        await using var test = await TestDatabase.OpenAsync(TestEngine.Sqlite, UptimeModule.Module);
        var flight = new Flight(0, Guid.NewGuid(), test.Clock.Now, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, Trusted: true, Landing: null);
        var id = await test.Database.WriteAsync(
            transaction => Enumerable.Range(0, 2_000).Select(_ => UptimeStore.AddFlight(transaction, TestDatabase.Host.Id, flight)).Last(), Durability.Durable);
        var log = new FileInfo(test.Path + "-wal");
        await UpdateAsync(1, 1);
        log.Refresh();
        var before = log.Length;

        await UpdateAsync(2, 51);

        log.Refresh();
        Assert.Equal(50 * Frame, log.Length - before);

        async Task UpdateAsync(int first, int last)
        {
            for (var i = first; i <= last; i++)
            {
                var at = flight with { Id = id, LastAt = TimeSpan.FromSeconds(10 * i), Wall = flight.Wall + TimeSpan.FromSeconds(10 * i) };
                await test.Database.WriteAsync(transaction => UptimeStore.UpdateFlight(transaction, TestDatabase.Host.Id, at), Durability.Periodic);
            }
        }
    }
}
