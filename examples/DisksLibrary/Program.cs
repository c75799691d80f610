// The three things that the package Watchkeeper.Disks does for a program, without a daemon:
//   DisksLibrary resolve /          what is that device?
//   DisksLibrary query dmesg.txt    what does this log tell?
//   DisksLibrary monitor            what happens now? (needs root, or CAP_SYSLOG)
using Watchkeeper.Core.Events;
using Watchkeeper.Disks;

switch (args)
{
    case ["resolve", var name]:
        var device = Storage.Resolve(name);
        Console.WriteLine(device is null ? $"There is no device {name}." : $"{device.Name} {device.Wwid ?? "without an identity"} {string.Join(' ', device.MountPoints)}");
        return device is null ? 1 : 0;

    case ["query", var file]:
        foreach (var told in Storage.Query(file, least: Severity.Error))
        {
            Console.WriteLine($"{told.Severity} {told.Type} {told.Device} {told.Message}");
        }

        return 0;

    case ["monitor"]:
        using (var stop = new CancellationTokenSource())
        {
            Console.CancelKeyPress += (_, pressed) =>
            {
                pressed.Cancel = true;
                stop.Cancel();
            };
            try
            {
                await foreach (var told in Storage.Monitor(cancellation: stop.Token))
                {
                    Console.WriteLine($"{told.Severity} {told.Type} {told.Device} {told.Message}");
                }
            }
            catch (OperationCanceledException)
            {
                // Ctrl+C is how it ends.
            }
        }

        return 0;

    default:
        Console.Error.WriteLine("Usage: DisksLibrary resolve DEVICE | query FILE | monitor");
        return 2;
}
