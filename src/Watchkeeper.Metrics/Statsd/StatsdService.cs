using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Diagnostics;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Text;
using Watchkeeper.Core.Time;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Statsd;

/// <summary>Listens for statsd's and DogStatsD's lines, and makes samples of them at each flush.</summary>
internal sealed class StatsdService(
    SampleStore store, EventJournal journal, HostClock clock, LiveOptions<MetricsOptions> live, Counters counters, ILogger<StatsdService> log) : BackgroundService
{
    private readonly List<Socket> _sockets = [];
    private readonly List<Socket> _udp = [];
    private readonly List<Thread> _threads = [];
    private readonly Dictionary<string, int> _checks = new(StringComparer.Ordinal);
    private readonly SampleBatch _batch = new();
    private readonly Counter _packets = counters.Of("watchkeeper_statsd_packets_total", "Datagrams and pieces of streams received.");
    private readonly Counter _metrics = counters.Of("watchkeeper_statsd_metrics_total", "Lines received.");
    private readonly Counter _badLines = counters.Of("watchkeeper_statsd_bad_lines_total", "Lines that are no metric.");
    private readonly Counter _refused = counters.Of("watchkeeper_statsd_refused_total", "Values refused because there were too many metrics.");
    private readonly Counter _drops = counters.Of("watchkeeper_statsd_kernel_drops_total", "Datagrams that the kernel dropped because the receive buffer was full.");

    public StatsdState State { get; } = new(store.Catalog);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        new ReloadedPart<StatsdOptions>(live, options => options.Statsd, clock).RunAsync(RunAsync, stoppingToken);

    private async Task RunAsync(StatsdOptions options, CancellationToken stoppingToken)
    {
        if (!options.Enabled)
        {
            return;
        }

        Open(options, stoppingToken);
        await foreach (var _ in clock.Every(options.FlushInterval, stoppingToken))
        {
            Flush(options);
        }

        // What came since the last flush is not lost when the daemon stops or listens elsewhere; the receivers end first.
        _threads.ForEach(static thread => thread.Join());
        Flush(options);
        foreach (var socket in _sockets)
        {
            socket.Dispose();
        }

        _threads.Clear();
        _sockets.Clear();
        _udp.Clear();
    }

    private void Open(StatsdOptions options, CancellationToken stopping)
    {
        foreach (var address in options.Udp)
        {
            Try($"udp {address}", () =>
            {
                var (socket, buffer) = StatsdSockets.Udp(address, options.ReceiveBuffer);
                if (buffer < options.ReceiveBuffer)
                {
                    MetricsLog.Problem(log, $"The kernel limits statsd's receive buffer to {Sizes.Format(buffer)}; datagrams may be lost under load. Set net.core.rmem_max={options.ReceiveBuffer} with sysctl.");
                }

                _udp.Add(socket);
                Receive(socket, stopping);
            });
        }

        if (options.UnixDatagram is { } datagrams)
        {
            Try(datagrams, () => Receive(StatsdSockets.Unix(datagrams, SocketType.Dgram, options.ReceiveBuffer), stopping));
        }

        if (options.UnixStream is { } streams)
        {
            Try(streams, () => Accept(StatsdSockets.Unix(streams, SocketType.Stream, options.ReceiveBuffer), $"statsd on {streams}", Lines, stopping));
        }

        foreach (var address in options.Tcp)
        {
            Try($"tcp {address}", () => Accept(StatsdSockets.Tcp(address), $"statsd on tcp {address}", Lines, stopping));
        }

        var admin = new StatsdAdmin(State, clock, options);
        foreach (var address in options.Admin)
        {
            Try($"tcp {address}", () => Accept(StatsdSockets.Tcp(address), $"statsd's administration on tcp {address}", admin.ServeAsync, stopping));
        }
    }

    private Task Lines(Socket connection, CancellationToken cancellation) => LineStreams.ReadAsync(connection, State, cancellation);

    private void Receive(Socket socket, CancellationToken stopping)
    {
        _sockets.Add(socket);
        var thread = new Thread(() =>
        {
            using var receiver = new DatagramReceiver(socket);
            receiver.Run(State, stopping);
        })
        { IsBackground = true, Name = "statsd" };
        _threads.Add(thread);
        thread.Start();
    }

    private void Accept(Socket listener, string what, Func<Socket, CancellationToken, Task> serve, CancellationToken stopping)
    {
        _sockets.Add(listener);
        _ = new Connections(listener, what, clock, log).AcceptAsync(serve, stopping);
    }

    /// <summary>An address that cannot be had is told of; the daemon and the other addresses go on.</summary>
    private void Try(string what, Action open)
    {
        try
        {
            open();
        }
        catch (Exception problem) when (problem is SocketException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            MetricsLog.Problem(log, $"statsd cannot listen on {what}: {problem.Message.TrimEnd('.', ' ')}. Stop what listens there, or choose another address in metrics.statsd.");
        }
    }

    private void Flush(StatsdOptions options)
    {
        _batch.Clear();
        string[] badLines, dogStatsd;
        lock (State.Gate)
        {
            State.Flush(_batch, options);
            (badLines, dogStatsd) = State.TakeTexts();
            _packets.Set(State.Packets);
            _metrics.Set(State.Metrics);
            _badLines.Set(State.BadLines);
            _refused.Set(State.Refused);
        }

        foreach (var line in badLines)
        {
            MetricsLog.BadLine(log, line);
        }

        foreach (var line in dogStatsd)
        {
            Take(line);
        }

        _drops.Set(_udp.Sum(StatsdSockets.Drops));

        // A sender's time that lies hours ahead would stand for the present until then.
        var now = clock.Read();
        var times = new SampleTimes(now);
        var samples = Array.FindAll(_batch.Samples.ToArray(), sample => sample.Time is not { } time || times.Problem(time) is null);
        State.TakeBadTimes(_batch.Count - samples.Length);
        _ = store.AppendQuietlyAsync(samples, now);
    }

    private void Take(string line)
    {
        if (DogStatsd.Event(line) is { } happened)
        {
            _ = AppendAsync(happened);
        }
        else if (DogStatsd.Check(line) is { } check)
        {
            Take(check);
        }
        else
        {
            _badLines.Add();
            MetricsLog.BadLine(log, line);
        }
    }

    /// <summary>A check is a series with its status, and an event when the status changes.</summary>
    private void Take(ServiceCheck check)
    {
        var tags = string.Join(',', new[] { check.Tags, check.Host.Length > 0 ? "host:" + check.Host : "" }.Where(static tag => tag.Length > 0));
        var key = StatsdNames.Key(System.Text.Encoding.UTF8.GetBytes(check.Name), System.Text.Encoding.UTF8.GetBytes(tags));
        var labels = StatsdNames.Labels(key, "_check");
        _batch.Add(store.Catalog.Get(MetricFamily.Gauge(labels.Name, "0 good, 1 warning, 2 critical, 3 unknown."), labels, "statsd"), check.Status, check.At * 1000);
        if (_checks.GetValueOrDefault(key) != check.Status)
        {
            _checks[key] = check.Status;
            var (severity, state) = check.Status switch
            {
                0 => (Severity.Notice, "good again"),
                1 => (Severity.Warning, "in a state of warning"),
                2 => (Severity.Critical, "critical"),
                _ => (Severity.Warning, "unknown"),
            };
            var text = check.Message.Length == 0 ? "" : ": " + check.Message.Split('\n')[0].TrimEnd('.');
            _ = AppendAsync(new("metrics.service-check", severity, key, $"The service check {check.Name} is {state}{text}."));
        }
    }

    private async Task AppendAsync(EventDraft draft)
    {
        try
        {
            await journal.AppendAsync(draft);
        }
        catch (ProblemException problem)
        {
            MetricsLog.Problem(log, $"An event that came by DogStatsD could not be recorded: {problem.Message}");
        }
    }
}
