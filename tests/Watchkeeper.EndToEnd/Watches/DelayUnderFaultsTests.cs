using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Watchkeeper.EndToEnd.Watches;

/// <summary>
/// Everything around it goes wrong, one thing after the other, and another watch acts as soon as it does in a daemon in which nothing goes wrong.
/// </summary>
public sealed class DelayUnderFaultsTests(DelayUnderFaultsTests.Misery misery, ITestOutputHelper output) : IClassFixture<DelayUnderFaultsTests.Misery>
{
    public static TheoryData<string> Faults => [.. Misery.All.Keys];

    [Theory, MemberData(nameof(Faults))]
    public async Task The_delay_of_another_watch_stays_within_100_ms_at_p99(string fault)
    {
        using var ending = new CancellationTokenSource();
        var misbehaving = Misery.All[fault](misery, ending.Token);
        try
        {
            await Round.JudgeAsync(() => misery.Probes.MeasureAsync(misery.Scene), output);
        }
        finally
        {
            await ending.CancelAsync();
            await misbehaving;
        }
    }

    /// <summary>One daemon for all faults: what one leaves behind, the next has to live with.</summary>
    public sealed class Misery : IAsyncLifetime
    {
        private static readonly string Megabyte = new('a', 1_000_000);

        /// <summary>What goes wrong until it is cancelled.</summary>
        internal static readonly IReadOnlyDictionary<string, Func<Misery, CancellationToken, Task>> All = new Dictionary<string, Func<Misery, CancellationToken, Task>>
        {
            ["a file is rotated while it matches"] = (misery, ending) => misery.RepeatAsync(i =>
            {
                misery.WriteBad($"rotated {i}");
                File.Move(misery.Bad, misery.Bad + ".1", overwrite: true);
            }, ending),
            ["lines of a megabyte"] = (misery, ending) => misery.RepeatAsync(_ => misery.WriteBad(Megabyte), ending),
            ["an expression meant to blow up"] = (misery, ending) => misery.RepeatAsync(_ => misery.WriteBad(Megabyte[..50_000] + "!"), ending),
            ["a configuration with fifty mistakes"] = (misery, ending) => misery.RepeatAsync(i => misery.Misconfigure(i), ending),
            ["an action that forks"] = (misery, ending) => misery.RepeatAsync(i => misery.WriteBad($"fork {i % 20}"), ending),
            ["an action that ignores SIGTERM"] = (misery, ending) => misery.RepeatAsync(i => misery.WriteBad($"ignore {i % 20}"), ending),
            ["an action that prints a gigabyte"] = (misery, ending) => misery.RepeatAsync(_ => misery.WriteBad("gigabyte"), ending),
            ["an action that never ends"] = (misery, ending) => misery.RepeatAsync(i => misery.WriteBad($"endless {i % 100}"), ending),
            ["a Prometheus that answers garbage"] = (misery, ending) => misery.RepeatAsync(_ => misery._isGarbage = true, ending),
        };

        private readonly TcpListener _prometheus = new(IPAddress.Loopback, 0);
        private volatile bool _isGarbage;
        private string _good = "";

        internal Probes Probes { get; private set; } = null!;

        internal Scene Scene { get; private set; } = null!;

        private string Bad => Scene.Log + ".bad";

        public async ValueTask InitializeAsync()
        {
            _prometheus.Start();
            _ = AnswerAsync();
            Probes = await Probes.StartAsync();
            Scene = await Scene.StartAsync($$"""
                {{Probes.Rule("here")}}
                rotated: { watch: { file: LOG.bad }, when: { regex: 'rotated (?<n>\d+)', key: n } }
                explosive: { watch: { file: LOG.bad }, when: { regex: '(a+)+$' }, cooldown: 1h }
                fork: { watch: { file: LOG.bad }, when: { regex: 'fork (?<n>\d+)', key: n }, then: [ { run: [sh, -c, "for i in 1 2 3 4 5; do sleep 100 & done; wait"], timeout: 2s } ], retry: { times: 0 } }
                ignore: { watch: { file: LOG.bad }, when: { regex: 'ignore (?<n>\d+)', key: n }, then: [ { run: [sh, -c, "trap '' TERM; while true; do sleep 1; done"], timeout: 1s, kill_after: 1s } ], retry: { times: 0 } }
                gigabyte: { watch: { file: LOG.bad }, when: { contains: gigabyte }, then: [ { run: [head, -c, "1000000000", /dev/zero], timeout: 60s } ] }
                endless: { watch: { file: LOG.bad }, when: { regex: 'endless (?<n>\d+)', key: n }, then: [ { run: [sleep, "1000"], timeout: 1h } ] }
                prometheus: { watch: { prometheus: up, server: "http://127.0.0.1:{{((IPEndPoint)_prometheus.LocalEndpoint).Port}}", every: 100ms, timeout: 1s }, when: { is: "1" } }
                missing: { watch: { file: /no/such/file }, when: { contains: x } }
                """);
            _good = await File.ReadAllTextAsync(Scene.Daemon.ConfigurationFile);
            WriteBad("the first line");
            await Scene.ReadyAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await Scene.DisposeAsync();
            await Probes.DisposeAsync();
            _prometheus.Dispose();
        }

        private async Task RepeatAsync(Action<int> once, CancellationToken ending)
        {
            for (var i = 0; !ending.IsCancellationRequested; i++)
            {
                once(i);
                await Task.Delay(100, CancellationToken.None);
            }

            await File.WriteAllTextAsync(Scene.Daemon.ConfigurationFile, _good, CancellationToken.None);
        }

        private void WriteBad(string line) => File.AppendAllText(Bad, line + "\n");

        private void Misconfigure(int time)
        {
            var mistakes = Enumerable.Range(0, 50).Select(i => $"    wrong{i}: {{ watch: {{ file: x{i} }}, wen: {{ regex: '(' }} }}\n");
            File.WriteAllText(Scene.Daemon.ConfigurationFile, _good.Replace("  rules:\n", "  rules:\n" + string.Concat(mistakes), StringComparison.Ordinal));
            if (time % 5 == 0)
            {
                Scene.Daemon.SignalAsync("HUP").GetAwaiter().GetResult();
            }
        }

        private async Task AnswerAsync()
        {
            while (true)
            {
                try
                {
                    using var client = await _prometheus.AcceptTcpClientAsync();
                    const string One = """{"status":"success","data":{"resultType":"scalar","result":[1,"0"]}}""";
                    var body = _isGarbage ? "<<>>{" : One;
                    await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}")));
                }
                catch (Exception broken) when (broken is SocketException or IOException)
                {
                    // One answer less.
                }
                catch (ObjectDisposedException)
                {
                    return;
                }
            }
        }
    }
}
