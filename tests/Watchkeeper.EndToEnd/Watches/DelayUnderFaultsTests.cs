using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Watchkeeper.EndToEnd.Watches;

/// <summary>
/// Everything around it goes wrong: actions that fork, ignore SIGTERM, print a gigabyte or never end, a Prometheus that answers garbage, lines of a megabyte, an
/// expression meant to blow up, a file that is rotated again and again. The delay of another watch, from line written to action accepted, stays small.
/// </summary>
public sealed class DelayUnderFaultsTests(ITestOutputHelper output)
{
    private const int Lines = 200;

    [Fact]
    public async Task The_delay_of_other_watches_stays_within_100_ms_at_p99()
    {
        using var garbage = new TcpListener(IPAddress.Loopback, 0);
        garbage.Start();
        _ = AnswerGarbageAsync(garbage);
        await using var scene = await Scene.StartAsync($$"""
            probe: { watch: { file: LOG }, when: { regex: 'probe (?<number>\d+) ', key: number }, cooldown: 0s }
            stuck: { watch: { file: LOG.bad }, when: { regex: 'bad (?<n>\d+)', key: n }, then: [ { run: [sh, -c, "trap '' TERM; while true; do sleep 1; done"], timeout: 30s } ] }
            forks: { watch: { file: LOG.bad }, when: { contains: bad }, then: [ { run: [sh, -c, "for i in 1 2 3 4 5; do sleep 100 & done; wait"], timeout: 2s } ] }
            chatty: { watch: { file: LOG.bad }, when: { contains: bad }, then: [ { run: [sh, -c, "head -c 1000000000 /dev/zero"], timeout: 30s } ], cooldown: 1h }
            explosive: { watch: { file: LOG.bad }, when: { regex: '(a+)+$' }, cooldown: 1h }
            prometheus: { watch: { prometheus: up, server: "http://127.0.0.1:{{((IPEndPoint)garbage.LocalEndpoint).Port}}", every: 100ms, timeout: 1s }, when: { is: "1" } }
            missing: { watch: { file: /no/such/file }, when: { contains: x } }
            """);
        using var faults = new CancellationTokenSource();
        var misbehaving = MisbehaveAsync(scene.Log + ".bad", faults.Token);
        await using (var log = new StreamWriter(new FileStream(scene.Log, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true })
        {
            for (var i = 0; i < Lines; i++)
            {
                log.WriteLine($"probe {i} {DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}");
                await Task.Delay(25);
            }
        }

        await Scene.UntilAsync(() => scene.JsonAsync("watches", "history", "probe", "--limit", "1000").Result.Count == Lines, () => scene.Daemon.Log);
        await faults.CancelAsync();
        await misbehaving;
        var delays = (await scene.JsonAsync("watches", "history", "probe", "--limit", "1000"))
            .Select(run => DateTimeOffset.Parse(run.GetProperty("time").GetString()!, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds()
                - long.Parse(run.GetProperty("line").GetString()!.Split(' ')[2], CultureInfo.InvariantCulture)).Order().ToList();
        output.WriteLine($"median {delays[Lines / 2]} ms, p99 {delays[Lines * 99 / 100]} ms, longest {delays[^1]} ms");
        Assert.InRange(delays[Lines / 2], 0, 50);
        Assert.InRange(delays[Lines * 99 / 100], 0, 100);
        Assert.InRange((await scene.JsonAsync("watches", "list")).Count(watch => watch.GetProperty("state").GetString() == "trouble"), 2, 2);
    }

    private static async Task MisbehaveAsync(string log, CancellationToken cancellation)
    {
        var megabyte = new string('a', 1_000_000) + "!";
        for (var i = 0; !cancellation.IsCancellationRequested; i++)
        {
            await File.AppendAllLinesAsync(log, [$"bad {i % 40}", megabyte], CancellationToken.None);
            if (i % 10 == 9)
            {
                File.Move(log, log + ".1", overwrite: true);
            }

            await Task.Delay(100, CancellationToken.None);
        }
    }

    private static async Task AnswerGarbageAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n<<>>{"));
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException or IOException)
        {
            // The test is over.
        }
    }
}
