using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Watchkeeper.EndToEnd.Uptime;

namespace Watchkeeper.EndToEnd.Metrics;

/// <summary>Pushing over HTTP: much at once, too much, and what is wrong.</summary>
public sealed class PushTests
{
    [Fact]
    public async Task A_push_is_taken_whole_or_refused_whole_with_the_line_that_is_wrong()
    {
        await using var daemon = await Daemon.StartAsync("metrics: { interval: 10s }");

        var refused = await daemon.LocalHttp.PostAsync("/api/v1/metrics", new StringContent("half_a 1\nhalf_b 2\nhalf_c three\n"));
        var taken = await daemon.LocalHttp.PostAsync("/api/v1/metrics", new StringContent(string.Concat(Enumerable.Range(0, 100_000).Select(i => string.Create(
            CultureInfo.InvariantCulture, $"bulk{{i=\"{i % 100}\"}} {i} {DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - (1000 * (i / 100))}\n")))));

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("Line 3: “three” is not a number.", await refused.Content.ReadAsStringAsync());
        Assert.DoesNotContain("half_a", await daemon.Http.GetStringAsync("/api/v1/metrics"));
        Assert.Equal("{\"samples\":100000,\"refused\":0}", await taken.Content.ReadAsStringAsync());
        Assert.Contains(",\"100000\"]", await Eventually.ValuesAsync(daemon, "sum(count_over_time(bulk[30m]))"));
    }

    [Fact]
    public async Task More_series_than_a_source_may_have_are_refused_with_an_event_and_the_others_go_on()
    {
        await using var daemon = await Daemon.StartAsync("metrics: { interval: 1s, series_limit: 300 }");

        var answer = await daemon.LocalHttp.PostAsync("/api/v1/metrics", new StringContent(string.Concat(Enumerable.Range(0, 350).Select(i => $"flood{{i=\"{i}\"}} 1\n"))));

        Assert.Equal("{\"samples\":300,\"refused\":50}", await answer.Content.ReadAsStringAsync());

        // A machine with many disks and networks has more series of its own than that, which is another event.
        const string Told = "The source push has its 300 series; samples of further ones are refused.";
        await Eventually.GetAsync(() => daemon.OutputOfAsync("events", "--type", "metrics.series-limit-reached"), text => text.Contains(Told, StringComparison.Ordinal));
        await Eventually.ValuesAsync(daemon, "node_load1");
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_before_it_is_read()
    {
        await using var daemon = await Daemon.StartAsync("metrics: { interval: 10s }");
        using var client = new TcpClient();
        await client.ConnectAsync(daemon.Url.Host, daemon.Url.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /api/v1/metrics HTTP/1.1\r\nHost: {daemon.Url.Authority}\r\nContent-Length: 99000000\r\nConnection: close\r\n\r\n"));

        var answer = await new StreamReader(stream).ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 413 ", answer);
        Assert.Contains("The body is larger than the 67108864 bytes that are taken here.", answer);
    }

    [Fact]
    [Trait("Needs", "root")]
    public async Task On_a_full_disk_nothing_is_acknowledged_and_with_room_again_all_goes_on()
    {
        var folder = Directory.CreateTempSubdirectory("watchkeeper-full-").FullName;
        Assert.Equal(0, (await Shell.RunAsync($"mount -t tmpfs -o size=6m tmpfs {folder}")).ExitCode);
        try
        {
            await using var daemon = await Daemon.StartAsync($"database: sqlite:{folder}/w.db\nmetrics: {{ interval: 1s }}\ndisks: {{ sources: [] }}");
            await daemon.OutputOfAsync("metrics", "push", "before", "1");

            await Shell.RunAsync($"head -c 20m /dev/zero > {folder}/rubbish");
            await daemon.WaitForLogAsync("is full; make room on it");
            var one = await daemon.RunAsync("metrics", "push", "meanwhile", "2");
            using var many = await daemon.LocalHttp.PostAsync("/api/v1/metrics", new StringContent(string.Concat(Enumerable.Range(0, 20_000).Select(i => string.Create(
                CultureInfo.InvariantCulture, $"many {i} {DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - (1000 * i)}\n")))));
            var scraped = await daemon.Http.GetStringAsync("/metrics");
            File.Delete(Path.Combine(folder, "rubbish"));
            await daemon.WaitForLogAsync("The database is back");
            await daemon.OutputOfAsync("metrics", "push", "after", "3");
            await daemon.KillAsync();
            await daemon.StartAgainAsync();

            Assert.Equal(1, one.ExitCode);
            Assert.Contains("is full", one.Error);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, many.StatusCode);
            Assert.Contains("is full", await many.Content.ReadAsStringAsync());
            Assert.Contains("node_load1 ", scraped);
            Assert.Contains(",\"1\"]", await Eventually.ValuesAsync(daemon, "last_over_time(before[10m])"));
            Assert.Contains(",\"3\"]", await Eventually.ValuesAsync(daemon, "last_over_time(after[10m])"));
        }
        finally
        {
            await Shell.RunAsync($"umount {folder}");
            Directory.Delete(folder);
        }
    }
}
