using Watchkeeper.Core.Events;
using Watchkeeper.Disks.Devices;

namespace Watchkeeper.Disks.Health;

/// <summary>Runs a program about a device and gives what it printed; <see cref="HealthProgram.AskAsync"/>.</summary>
internal delegate Task<string?> HealthQuestion(string program, string[] arguments, string device, CancellationToken cancellation);

/// <summary>One round of questions to the disks of a host.</summary>
internal sealed class HealthRound(HealthQuestion ask, HealthWatch watch)
{
    /// <summary>Asks each disk that has an answer, and gives what is worth telling.</summary>
    /// <param name="poll">What to ask for: <c>smart</c>, <c>nvme</c>.</param>
    public async Task<IReadOnlyList<EventDraft>> RunAsync(IReadOnlyList<string> poll, DeviceTree tree, CancellationToken cancellation)
    {
        var drafts = new List<EventDraft>();
        if (poll.Contains("smart"))
        {
            foreach (var disk in tree.Devices.Where(HasSmart))
            {
                await AskAsync(disk, "smart", SmartReport.Program, SmartReport.Arguments(disk.Path), SmartReport.Read);
            }
        }

        if (poll.Contains("nvme"))
        {
            foreach (var disk in Controllers(tree))
            {
                await AskAsync(disk, "nvme", NvmeReport.Program, NvmeReport.Arguments(disk.Path), NvmeReport.Read);
            }
        }

        return drafts;

        async Task AskAsync(BlockDevice disk, string subsystem, string program, string[] arguments, Func<string, HealthReading?> read)
        {
            if (await ask(program, arguments, disk.Name, cancellation) is { } answer && read(answer) is { } reading)
            {
                drafts.AddRange(watch.Take(disk, subsystem, reading));
            }
        }
    }

    /// <summary>SCSI disks of this host; what an array gives over a network keeps its health to itself.</summary>
    private static bool HasSmart(BlockDevice device) =>
        device.Kind == DeviceKind.Disk && device.Name.StartsWith("sd", StringComparison.Ordinal) && device.Transport?.Kind is not ("iscsi" or "fc");

    /// <summary>Each controller once, through the first of its namespaces, which the group disk may open.</summary>
    private static IEnumerable<BlockDevice> Controllers(DeviceTree tree) => tree.Devices
        .Where(device => device.Kind == DeviceKind.Disk && device.Transport?.Facts.ContainsKey("controller") == true)
        .GroupBy(device => device.Transport!.Facts["controller"], StringComparer.Ordinal)
        .Select(controller => controller.First());
}
