using Watchkeeper.Disks.Devices;
using Watchkeeper.Disks.Incidents;
using Watchkeeper.Disks.Recognition;
using Watchkeeper.Logs;

namespace Watchkeeper.Tests.Disks;

/// <summary>What the kernel states beside a line (SUBSYSTEM=, DEVICE=) goes before what the line says.</summary>
public sealed class StatedDeviceTests
{
    private const string MediumError = "sd 7:0:0:0: [sdc] tag#1 Sense Key : Medium Error [current] ";
    private const string BlockError = "critical medium error, dev sdc, sector 8 op 0x0:(READ)";
    private const string Timeout = "nvme nvme0: I/O tag 12 (100c) opcode 0x2 (I/O Cmd) QID 1 timeout, aborting";

    private readonly LearnedTopology _learned = new();
    private readonly HostTopology _host = new()
    {
        Tree = new DeviceTree(
        [
            new BlockDevice("sdx", "65:112", DeviceKind.Disk) { Aliases = ["7:0:0:0"] },
            new BlockDevice("nvme3n1", "259:5", DeviceKind.Disk) { Aliases = ["nvme3", "c246:3"] },
            new BlockDevice("sdi", "8:128", DeviceKind.Disk) { Aliases = ["session4", "connection4:0"] },
            new BlockDevice("sdf", "8:80", DeviceKind.Disk) { Aliases = ["rport-8:0-2"] },
        ]),
    };

    [Theory]
    [InlineData(MediumError, "scsi", "+scsi:7:0:0:0", "sdx")]
    [InlineData(BlockError, "block", "b65:112", "sdx")]
    [InlineData(Timeout, "nvme", "c246:3", "nvme3n1")]
    [InlineData(" session1: session recovery timed out after 5 secs", "iscsi_session", "+iscsi_session:session4", "sdi")]
    [InlineData(" connection1:0: detected conn error (1020)", "iscsi_connection", "+iscsi_connection:connection4:0", "sdi")]
    [InlineData(" rport-1:0-0: blocked FC remote port time out: removing rport and starget", "fc_remote_ports", "+fc_remote_ports:rport-8:0-2", "sdf")]
    public void The_stated_device_is_the_one(string line, string subsystem, string device, string name) =>
        Assert.Equal(name, Named(_host, line, subsystem, device));

    [Theory]
    [InlineData(MediumError, "scsi", "+scsi:7:0:0:0", "sdc")]
    [InlineData(MediumError, "scsi", "+scsi:1:0:0:0", "1:0:0:0")]
    [InlineData(Timeout, "nvme", "c246:3", "nvme0")]
    [InlineData(BlockError, "net", "n2", "sdc")]
    [InlineData(BlockError, "pci", "+scsi:host7", "sdc")]
    public void Where_it_cannot_be_found_the_text_names_the_device_unless_it_speaks_of_another_address(string line, string subsystem, string device, string name) =>
        Assert.Equal(name, Named(_learned, line, subsystem, device));

    [Theory]
    [InlineData("scsi", 1)]
    [InlineData("pci", 1)]
    [InlineData(null, 1)]
    [InlineData("nvme", 0)]
    [InlineData("block", 0)]
    public void A_line_of_one_bus_is_no_event_of_another(string? subsystem, int events) =>
        Assert.Equal(events, new Recognizer().Recognize(new LogRecord(MediumError) { Program = "kernel", Subsystem = subsystem }).Count);

    [Theory]
    [InlineData("")]
    [InlineData("+")]
    [InlineData("+scsi:")]
    [InlineData("b")]
    [InlineData("b:")]
    [InlineData("c246")]
    [InlineData("+:x")]
    public void A_mangled_field_is_as_if_it_were_not_there(string device) => Assert.Equal("sdc", Named(_learned, MediumError, "scsi", device));

    private static string Named(ITopology topology, string line, string subsystem, string device)
    {
        var finding = Assert.Single(new Recognizer().Recognize(new LogRecord(line) { Program = "kernel", Subsystem = subsystem, Device = device }));
        topology.Learn(finding);
        return topology.NameOf(finding);
    }
}
