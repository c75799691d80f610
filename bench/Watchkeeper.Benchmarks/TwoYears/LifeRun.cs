using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Watchkeeper.Canaries;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Disks;
using Watchkeeper.Metrics;
using Watchkeeper.Metrics.Collectors;
using Watchkeeper.Metrics.Store;
using Watchkeeper.Notifications;
using Watchkeeper.Uptime;
using Watchkeeper.Watches;

namespace Watchkeeper.Benchmarks.TwoYears;

/// <summary>
/// <c>life FILE [host=atlas] [days=730] [canaries=1000] [events=100000] [raw-days=14] [seed=1]</c>: fills a new database with the life of a host up to now,
/// through the stores of the rooms. The pages are tested, measured and photographed on it.
/// </summary>
internal static class LifeRun
{
    public static async Task RunAsync(string file, string[] arguments)
    {
        var clock = HostClock.Open();
        var life = new LifeTime(LifeOptions.Parse(file, arguments), clock);
        var host = HostIdentity.Of(life.Options.Host);
        var started = Stopwatch.GetTimestamp();
        await using var database = Database.Open(new(
            "sqlite:" + file, clock, host, [UptimeModule.Module, DisksModule.Module, MetricsModule.Module, CanariesModule.Module, WatchesModule.Module, NotificationsModule.Module]));
        await database.Ready;

        var boots = PlannedBoots.Make(life, life.Now - clock.Uptime);
        var drafts = new List<EventDraft>();
        await database.WriteAsync(
            transaction =>
            {
                drafts.Clear();
                drafts.AddRange(BootLife.Write(transaction, life, host, boots));
                drafts.AddRange(CanaryLife.Write(transaction, life, new Vantage(host.Id, clock.BootId, clock.Read())));
            },
            Durability.Periodic);
        await JournalLife.WriteAsync(database, life, drafts, boots);

        var store = new SampleStore(database, clock, host, new LiveOptions<MetricsOptions>(Options(life)), [], NullLogger<SampleStore>.Instance);
        await new SampleLife(life, boots).WriteAsync(store);
        await store.TidyAsync(CancellationToken.None);
        var storage = store.Storage();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{boots.Count} boots, {boots.Count(boot => boot.Crashed)} crashes, {life.Options.Canaries} canaries, {life.Options.Events} events, {storage.Series.Count} series with {storage.Samples} samples in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s"));
    }

    /// <summary>Defaults, but what was asked for as it came is kept as it came.</summary>
    private static MetricsOptions Options(LifeTime life) => new(
        TimeSpan.FromSeconds(10), StoredSeriesChoice.Essential, 10_000,
        SampleRetention.Default with { Samples = TimeSpan.FromDays(Math.Max(14, life.Options.RawDays + 1)) }, [], FilesystemFilter.Default, HostRoots.Default);
}
