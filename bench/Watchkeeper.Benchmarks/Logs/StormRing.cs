using System.Globalization;
using System.Text;
using Watchkeeper.Logs.Kmsg;

namespace Watchkeeper.Benchmarks.Logs;

/// <summary>A kernel's ring that is written to very fast: it holds the newest records and overwrites the oldest.</summary>
internal sealed class StormRing(int capacity)
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _grew = new(0);
    private long _next;

    public void Add(int count)
    {
        lock (_gate)
        {
            _next += count;
        }

        _grew.Release();
    }

    public IKmsgDevice Open() => new Reader(this);

    private long Oldest(out long next)
    {
        lock (_gate)
        {
            next = _next;
            return Math.Max(0, _next - capacity);
        }
    }

    private sealed class Reader(StormRing ring) : IKmsgDevice
    {
        private long _at;

        public KmsgRead Read(Span<byte> buffer, out int length)
        {
            length = 0;
            var oldest = ring.Oldest(out var next);
            if (_at < oldest)
            {
                _at = oldest;
                return KmsgRead.Overrun;
            }

            if (_at == next)
            {
                return KmsgRead.Empty;
            }

            var text = _at % 20 == 0
                ? string.Create(CultureInfo.InvariantCulture, $"3,{_at},{_at},-;I/O error, dev sd{(char)('a' + (_at % 26))}, sector {_at} op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2\n")
                : string.Create(CultureInfo.InvariantCulture, $"6,{_at},{_at},-;usb 1-1: new high-speed USB device number {_at} using xhci_hcd\n SUBSYSTEM=usb\n");
            length = Encoding.UTF8.GetBytes(text, buffer);
            _at++;
            return KmsgRead.Record;
        }

        public void Wait(CancellationToken cancellation) => ring._grew.Wait(cancellation);

        public void Dispose()
        {
        }
    }
}
