using Watchkeeper.Core.Time;
using Watchkeeper.Disks.Devices;

namespace Watchkeeper.Disks.Output;

/// <summary>Tells the systemd journal of disk events, with peripety's fields, if that is wanted.</summary>
internal sealed class SystemJournal(HostIdentity host) : IDisposable
{
    private readonly JournalWriter _writer = new();

    public void Tell(DiskEvent told, Guid id, DeviceTree devices, JournalOutput output)
    {
        if (output == JournalOutput.Always || (output == JournalOutput.Auto && Environment.GetEnvironmentVariable("INVOCATION_ID") is not null))
        {
            _writer.TryWrite(PeripetyRecord.Of(told, id, host.Name, devices));
        }
    }

    public void Dispose() => _writer.Dispose();
}
