using System.Buffers.Text;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Collectors;

/// <summary>How long tasks waited for CPU, I/O, memory and interrupts: <c>/proc/pressure</c> (the kernel's Documentation/accounting/psi.rst), microseconds.</summary>
internal sealed class PressureCollector(HostRoots roots, SeriesSource source) : Collector("pressure")
{
    private readonly Resource[] _resources =
    [
        new(roots, "cpu", () => source.Counter("node_pressure_cpu_waiting_seconds_total", "Total time in seconds that processes have waited for CPU time"), null),
        new(
            roots,
            "io",
            () => source.Counter("node_pressure_io_waiting_seconds_total", "Total time in seconds that processes have waited due to IO congestion"),
            () => source.Counter("node_pressure_io_stalled_seconds_total", "Total time in seconds no process could make progress due to IO congestion")),
        new(
            roots,
            "memory",
            () => source.Counter("node_pressure_memory_waiting_seconds_total", "Total time in seconds that processes have waited for memory"),
            () => source.Counter("node_pressure_memory_stalled_seconds_total", "Total time in seconds no process could make progress due to memory congestion")),
        new(
            roots,
            "irq",
            null,
            () => source.CounterDetail("node_pressure_irq_stalled_seconds_total", "Total time in seconds no process could make progress due to IRQ congestion")),
    ];

    public override void Collect(SampleBatch batch)
    {
        foreach (var resource in _resources)
        {
            resource.Add(batch);
        }
    }

    private sealed class Resource(HostRoots roots, string name, Func<LiveSeries?>? waiting, Func<LiveSeries?>? stalled)
    {
        private readonly ProcFile _file = new($"{roots.Proc}/pressure/{name}", 512);
        private LiveSeries? _waiting;
        private LiveSeries? _stalled;

        public void Add(SampleBatch batch)
        {
            // A kernel without pressure information has no such files, one that was started with psi=0 refuses to read them.
            var lines = new Fields(_file.TryRead(out _));
            while (!lines.AtEnd)
            {
                var line = lines.Line();
                var total = line.IndexOf("total="u8);
                if (total > 0 && Utf8Parser.TryParse(line[(total + 6)..], out ulong microseconds, out _))
                {
                    batch.Add(line.StartsWith("some"u8) ? _waiting ??= waiting?.Invoke() : _stalled ??= stalled?.Invoke(), microseconds / 1e6);
                }
            }
        }
    }
}
