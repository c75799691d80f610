using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Collectors;

/// <summary>Boot time, interrupts, context switches, forks and processes, and each CPU's time by mode: <c>/proc/stat</c>, in hundredths of a second.</summary>
internal sealed class StatCollector(HostRoots roots, SeriesSource source) : Collector("cpu")
{
    /// <summary>USER_HZ: the same on every architecture that .NET runs on.</summary>
    private const double TicksPerSecond = 100;

    private static readonly string[] Modes = ["user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal"];

    private static readonly MetricFamily CpuSeconds = MetricFamily.Counter("node_cpu_seconds_total", "Seconds the CPUs spent in each mode.");
    private static readonly MetricFamily GuestSeconds =
        MetricFamily.Counter("node_cpu_guest_seconds_total", "Seconds the CPUs spent in guests (VMs) for each mode.").Detail;

    private readonly ProcFile _file = new($"{roots.Proc}/stat", 8192);
    private readonly LiveSeries? _interrupts = source.Counter("node_intr_total", "Total number of interrupts serviced.");
    private readonly LiveSeries? _switches = source.Counter("node_context_switches_total", "Total number of context switches.");
    private readonly LiveSeries? _forks = source.Counter("node_forks_total", "Total number of forks.");
    private readonly LiveSeries? _boot = source.Gauge("node_boot_time_seconds", "Node boot time, in unixtime.");
    private readonly LiveSeries? _running = source.Gauge("node_procs_running", "Number of processes in runnable state.");
    private readonly LiveSeries? _blocked = source.Gauge("node_procs_blocked", "Number of processes blocked waiting for I/O to complete.");
    private readonly SeriesByKey<Cpu> _cpus = new(number => new(source, number));

    public override void Collect(SampleBatch batch)
    {
        var lines = new Fields(_file.Read());
        while (!lines.AtEnd)
        {
            var fields = new Fields(lines.Line());
            var key = fields.Word();
            if (key.StartsWith("cpu"u8))
            {
                if (key.Length > 3)
                {
                    _cpus[key[3..]].Add(batch, ref fields);
                }
            }
            else if (Scalar(key) is { } series)
            {
                batch.Add(series, fields.Number());
            }
        }
    }

    private LiveSeries? Scalar(ReadOnlySpan<byte> key) =>
        key.SequenceEqual("intr"u8) ? _interrupts
        : key.SequenceEqual("ctxt"u8) ? _switches
        : key.SequenceEqual("processes"u8) ? _forks
        : key.SequenceEqual("btime"u8) ? _boot
        : key.SequenceEqual("procs_running"u8) ? _running
        : key.SequenceEqual("procs_blocked"u8) ? _blocked
        : null;

    private sealed class Cpu(SeriesSource source, string number)
    {
        private readonly LiveSeries?[] _modes = [.. Modes.Select(mode => source.Get(CpuSeconds, ("cpu", number), ("mode", mode)))];
        private readonly double[] _last = new double[Modes.Length];
        private readonly LiveSeries? _guest = source.Get(GuestSeconds, ("cpu", number), ("mode", "user"));
        private readonly LiveSeries? _guestNice = source.Get(GuestSeconds, ("cpu", number), ("mode", "nice"));

        public void Add(SampleBatch batch, ref Fields fields)
        {
            for (var mode = 0; mode < _modes.Length && fields.TryNumber(out var ticks); mode++)
            {
                // The kernel's idle and iowait times jump back a little; a counter must not, or each jump looks like a reboot.
                var seconds = ticks / TicksPerSecond;
                _last[mode] = seconds < _last[mode] && _last[mode] - seconds < 3 ? _last[mode] : seconds;
                batch.Add(_modes[mode], _last[mode]);
            }

            if (fields.TryNumber(out var guest) && fields.TryNumber(out var guestNice))
            {
                batch.Add(_guest, guest / TicksPerSecond);
                batch.Add(_guestNice, guestNice / TicksPerSecond);
            }
        }
    }
}
