using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Watchkeeper.Core;
using Watchkeeper.Core.CommandLine;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Text;
using Watchkeeper.Disks.Devices;
using Watchkeeper.Disks.Recognition;
using Watchkeeper.Logs.Records;

namespace Watchkeeper.Disks;

/// <summary><c>watchkeeper disks events|monitor|info|list|tree|scan</c>.</summary>
internal sealed class DisksCommands
{
    private readonly Argument<string> _device = new("DEVICE") { Description = "However it is named: sda, /dev/disk/by-id/…, 8:0, 0:0:0:0, nvme0n1, a wwid, a filesystem's UUID or label, a mount point." };

    private readonly Argument<string[]> _files = new("FILE")
    {
        Description = "A dmesg, kmsg, syslog, journal or journal export, plain or packed; a sosreport; or - for the standard input.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly EventOptions _options = new();

    public static Command Make() => new DisksCommands().MakeCommand();

    private Command MakeCommand() => new("disks", "Are the disks and filesystems failing, and which ones exactly?")
    {
        _options.On(new Verb("events", "Show storage events, newest last.", EventsAsync), withTimes: true),
        _options.On(new Verb("monitor", "Show storage events as they happen, until interrupted.", MonitorAsync), withTimes: false),
        new Verb("info", "Show one device: its identity, what it is made of, and what stands on it.", InfoAsync) { _device },
        new Verb("list", "List the block devices of the host.", ListAsync),
        new Verb("tree", "Show what stands on what, from disks to mount points.", TreeAsync),
        MakeScan(),
    };

    private Verb MakeScan()
    {
        var severity = new Option<string>("--severity") { Description = "The least severe events to print.", HelpName = "S", DefaultValueFactory = _ => "notice" };
        return new Verb("scan", "Print the storage events that another machine's log tells of.", invocation => ScanAsync(invocation, invocation.Get(severity)!)) { _files, severity };
    }

    private async Task<int> EventsAsync(Invocation invocation)
    {
        var list = await invocation.GetAsync("/api/v1/disks/events" + _options.Parameters(invocation), DisksJson.Default.DiskEventList, database =>
        {
            var query = _options.Query(invocation, _options.Scope(invocation, DeviceTree.Read));
            new KnownNames(database.Journal, invocation.Configured<DisksOptions>("disks").Patterns).Check(query);
            return new DiskEventList(query.Run(database.Journal));
        });
        foreach (var told in list.Events)
        {
            EventPrinter.Print(invocation, told);
        }

        return 0;
    }

    private async Task<int> MonitorAsync(Invocation invocation)
    {
        // The daemon knows whether there is what is asked for: waiting for what cannot come would look like health.
        await invocation.Daemon.GetAsync("/api/v1/disks/events" + _options.Parameters(invocation), DisksJson.Default.DiskEventList, invocation.Cancellation);
        var devices = await invocation.Daemon.GetAsync("/api/v1/disks", DisksJson.Default.DeviceList, invocation.Cancellation);
        var query = _options.Query(invocation, _options.Scope(invocation, () => new DeviceTree(devices.Disks)));
        var once = new ToldOnce();
        await foreach (var (_, data) in invocation.Daemon.StreamAsync("/api/v1/events/stream?type=disks.*", invocation.Cancellation))
        {
            if (JsonNode.Parse(data) is JsonObject entry && once.IsNews((Guid)entry["id"]!, isStored: entry["stored"] is null)
                && DisksJson.ReadView(entry) is { } told && query.Matches(told))
            {
                EventPrinter.Print(invocation, told);
                await invocation.Out.FlushAsync();
            }
        }

        return 0;
    }

    private async Task<int> InfoAsync(Invocation invocation)
    {
        var name = invocation.Get(_device)!;
        var info = await HereOrThereAsync(
            invocation, $"/api/v1/disks/info?device={Uri.EscapeDataString(name)}", DisksJson.Default.DeviceInfo, () => DeviceTree.Read().InfoOf(name));
        if (invocation.Json)
        {
            invocation.PrintJson(info, DisksJson.Default.DeviceInfo);
        }
        else
        {
            DevicePrinter.Info(invocation, info);
        }

        return 0;
    }

    private async Task<int> ListAsync(Invocation invocation)
    {
        var list = await DevicesAsync(invocation);
        foreach (var device in invocation.Json ? list.Disks : [])
        {
            invocation.Out.WriteLine(JsonSerializer.Serialize(device, DisksJson.Default.BlockDevice));
        }

        if (!invocation.Json)
        {
            DevicePrinter.List(invocation, list.Disks);
        }

        return 0;
    }

    private async Task<int> TreeAsync(Invocation invocation)
    {
        var list = await DevicesAsync(invocation);
        if (invocation.Json)
        {
            invocation.PrintJson(list, DisksJson.Default.DeviceList);
        }
        else
        {
            DevicePrinter.Tree(invocation, new DeviceTree(list.Disks));
        }

        return 0;
    }

    private async Task<int> ScanAsync(Invocation invocation, string severity)
    {
        if (!Severities.TryParse(severity, out var least))
        {
            throw new ProblemException(ProblemKind.BadRequest, $"'{severity}' is not a severity; {Severities.Forms}.");
        }

        var recognizer = new Recognizer();
        foreach (var file in invocation.Get(_files)!)
        {
            await ScanAsync(invocation, file, new LogScan(recognizer, least), recognizer);
        }

        return 0;
    }

    private static async Task ScanAsync(Invocation invocation, string file, LogScan scan, Recognizer recognizer)
    {
        var name = file == "-" ? "the standard input" : file;
        var progress = new ScanProgress(invocation.Error, invocation.Clock, name, isTerminal: !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb");
        var reading = new LogReading(progress.Advanced);
        var isSilent = true;
        try
        {
            foreach (var told in scan.Run(LogFile.Read(file, recognizer.Patterns, reading)))
            {
                progress.Clear();
                isSilent = false;
                EventPrinter.Print(invocation, told);
                if (invocation.Screen.IsTerminal)
                {
                    await invocation.Out.FlushAsync();
                }
            }
        }
        finally
        {
            // Also what a file told before it turned out to be damaged.
            progress.Clear();
            await invocation.Out.FlushAsync();
        }

        if (isSilent && !reading.IsLog)
        {
            await invocation.Error.WriteLineAsync($"No line of {name} has the form of a log (dmesg, kmsg, syslog, journal), so that nothing was found in it does not say that nothing failed.");
        }
    }

    private static Task<DeviceList> DevicesAsync(Invocation invocation) =>
        HereOrThereAsync(invocation, "/api/v1/disks", DisksJson.Default.DeviceList, () => new DeviceList(DeviceTree.Read().Devices));

    /// <summary>Devices are read from this host's /sys, which needs no daemon, unless another server is asked for.</summary>
    private static async Task<T> HereOrThereAsync<T>(Invocation invocation, string path, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, Func<T> here) =>
        invocation.Arguments.GetValue<string?>("--server") is null ? here() : await invocation.Daemon.GetAsync(path, type, invocation.Cancellation);
}
