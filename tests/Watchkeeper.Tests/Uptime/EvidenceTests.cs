using System.Buffers.Binary;
using System.Text;
using Watchkeeper.Core.Time;
using Watchkeeper.Logs.Journals;
using Watchkeeper.Tests.Core.Time;
using Watchkeeper.Uptime.Endings;
using Watchkeeper.Uptime.Flights;

namespace Watchkeeper.Tests.Uptime;

/// <summary>Reading what a host keeps of a boot's end.</summary>
public sealed class EvidenceTests : IDisposable
{
    private static readonly Instant Booted = FakeHostClock.Parse("2026-03-01T08:00:00Z");

    private readonly string _root = Directory.CreateTempSubdirectory("watchkeeper-evidence").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Wtmp_shows_the_shutdown_of_the_boot_that_is_asked_for()
    {
        byte[] file =
        [
            .. Record(2, "reboot", Booted - TimeSpan.FromDays(1)),
            .. Record(1, "shutdown", Booted - TimeSpan.FromHours(1)),
            .. Record(2, "reboot", Booted + TimeSpan.FromSeconds(9)),
            .. Record(1, "runlevel", Booted + TimeSpan.FromSeconds(20), '5'),
            .. Record(7, "alice", Booted + TimeSpan.FromMinutes(2)),
            .. Record(1, "runlevel", Booted + TimeSpan.FromHours(2), '6'),
            .. Record(2, "reboot", Booted + TimeSpan.FromHours(3)),
        ];

        Assert.Equal(new ShutdownMark(Landing.Reboot, TimeSpan.FromHours(2), "wtmp"), Wtmp.Find(file, Booted));
        Assert.Equal(new ShutdownMark(Landing.Shutdown, TimeSpan.FromHours(23), "wtmp"), Wtmp.Find(file, Booted - TimeSpan.FromDays(1)));
        Assert.Null(Wtmp.Find(file, Booted + TimeSpan.FromHours(3)));
        Assert.Null(Wtmp.Find(file, Booted + TimeSpan.FromHours(1)));
        Assert.Null(Wtmp.Find(file.AsSpan(0, 100), Booted));
    }

    [Theory]
    [InlineData('0', "PowerOff")]
    [InlineData('6', "Reboot")]
    [InlineData('5', "Stopped")]
    public void Sysv_s_run_level_says_whether_the_host_goes_down(char level, string expected)
    {
        Directory.CreateDirectory(Path.Combine(_root, "run"));
        File.WriteAllBytes(Path.Combine(_root, "run/utmp"), [.. Record(2, "reboot", Booted), .. Record(1, "runlevel", Booted, level)]);

        Assert.Equal(expected, new ShutdownState(_root).Read().ToString());
    }

    [Theory]
    [InlineData("default", "Stopped")]
    [InlineData("shutdown", "PowerOff")]
    [InlineData("reboot", "Reboot")]
    public void Openrc_s_run_level_does_too(string level, string expected)
    {
        Directory.CreateDirectory(Path.Combine(_root, "run/openrc"));
        File.WriteAllText(Path.Combine(_root, "run/openrc/softlevel"), level + "\n");

        Assert.Equal(expected, new ShutdownState(_root).Read().ToString());
    }

    [Fact]
    public void Pstore_s_parts_are_put_in_order()
    {
        Pstored("dmesg-efi-172", "Panic#1 Part1\n<4>[ 1003.000000] later\n<0>[ 1004.500000][    C1] Kernel panic - not syncing: x\n");
        Pstored("dmesg-efi-173", "Panic#1 Part2\n<4>[ 1001.000000] earlier\n");
        Pstored("console-ramoops-0", "not a record of a crash\n");

        var lines = Pstore.Find(_root, Booted, TimeSpan.FromSeconds(1000), TimeSpan.Zero);

        Assert.Equal(["earlier", "later", "Kernel panic - not syncing: x"], lines.Select(line => line.Text));
        Assert.Equal(TimeSpan.FromSeconds(1004.5), lines[^1].At);
    }

    [Theory]
    [InlineData("dmesg-efi_pstore-171", "dmesg-efi_pstore-172")]
    [InlineData("dmesg-efi_pstore-172", "dmesg-efi_pstore-171")]
    public void A_panic_is_found_beside_the_oops_that_the_boot_survived(string oops, string panic)
    {
        Pstored(oops, "Oops#1 Part1\n<4>[  604.000000] Oops: 0000 [#1] SMP\n");
        Pstored(panic, "Panic#2 Part1\n<0>[ 1004.500000] Kernel panic - not syncing: x\n");

        Assert.Equal(["Kernel panic - not syncing: x"], Pstore.Find(_root, Booted, TimeSpan.FromSeconds(1000), TimeSpan.Zero).Select(line => line.Text));
    }

    [Fact]
    public void Of_two_records_of_the_last_minutes_the_later_one_counts()
    {
        Pstored("dmesg-ramoops-0", "====1772359233.000000-D\nPanic#2 Part1\n<0>[ 1004.500000] Kernel panic - not syncing: x\n");
        Pstored("dmesg-ramoops-1", "====1772359232.000000-D\nOops#1 Part1\n<4>[ 1001.000000] Oops: 0000 [#1] SMP\n");
        Pstored("dmesg-erst-9", "<4>[  900.000000] no header, and long before\n");

        Assert.Equal("Kernel panic - not syncing: x", Assert.Single(Pstore.Find(_root, Booted, TimeSpan.FromSeconds(1000), TimeSpan.Zero)).Text);
    }

    [Fact]
    public void Equal_parts_of_two_boots_are_not_mixed()
    {
        Pstored("dmesg-efi-9-2", "Panic#1 Part2\n<4>[ 1003.000000] mine, earlier\n");
        Pstored("dmesg-efi-9-1", "Panic#1 Part1\n<0>[ 1004.500000] Kernel panic - not syncing: mine\n");
        Pstored("dmesg-efi-8-1", "Panic#1 Part1\n<0>[   77.000000] Kernel panic - not syncing: another's\n");

        Assert.Equal(["mine, earlier", "Kernel panic - not syncing: mine"], Pstore.Find(_root, null, TimeSpan.FromSeconds(1000), TimeSpan.Zero).Select(line => line.Text));
    }

    [Theory]
    [InlineData(400, false)] // a boot that lived on for long after that record
    [InlineData(1000, true)]
    [InlineData(5000, false)]
    public void A_record_belongs_to_the_boot_whose_time_it_ends_at(double lastRecord, bool belongs)
    {
        Pstored("dmesg-erst-1", "Oops#1 Part1\n<4>[ 1004.000000] Oops: 0000 [#1] SMP\n");

        Assert.Equal(belongs, Pstore.Find(_root, Booted, TimeSpan.FromSeconds(lastRecord), TimeSpan.Zero).Count > 0);
    }

    [Fact]
    public void What_systemd_moved_away_is_found_too_and_an_older_crash_is_not()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_root, "var/lib/systemd/pstore/1772359233/001"));
        var file = Path.Combine(folder.FullName, "dmesg.txt");
        File.WriteAllText(file, "<0>[ 1004.000000] Kernel panic - not syncing: y\n");
        Date(file, Booted + TimeSpan.FromSeconds(1005));
        Assert.Single(Pstore.Find(_root, Booted, TimeSpan.FromSeconds(1000), TimeSpan.Zero));

        Date(file, Booted - TimeSpan.FromDays(1));
        Assert.Empty(Pstore.Find(_root, Booted, TimeSpan.FromSeconds(1000), TimeSpan.Zero));
    }

    [Fact]
    public void The_journal_s_last_minutes_tell_of_the_shutdown_and_of_the_kernel()
    {
        var trace = PreviousJournal.Trace(
        [
            Entry(5000, ("MESSAGE", "Journal stopped")),
            Entry(4999, ("MESSAGE", "Reached target poweroff.target"), ("MESSAGE_ID", "39f53479d3a045ac8e11786248231fbf"), ("UNIT", "poweroff.target")),
            Entry(4990, ("MESSAGE", "The system is powering down."), ("MESSAGE_ID", "98268866d1d54a499c4e98921d93bc40"), ("SHUTDOWN", "power-off")),
            Entry(4980, ("MESSAGE", "EXT4-fs (sda1): unmounting filesystem."), ("_TRANSPORT", "kernel"), ("_SOURCE_MONOTONIC_TIMESTAMP", "4979500000")),
            Entry(100, ("MESSAGE", "far too long ago"), ("_TRANSPORT", "kernel")),
        ], TimeSpan.FromHours(1));

        Assert.Equal(At(5000) + TimeSpan.FromHours(1), trace!.Last);
        Assert.Equal(new ShutdownMark(Landing.PowerOff, At(4999) + TimeSpan.FromHours(1), "the journal"), trace.Shutdown);
        var line = Assert.Single(trace.Kernel);
        Assert.Equal(At(4979.5) + TimeSpan.FromHours(1), line.At);
    }

    [Fact]
    public void A_journal_that_is_not_there_is_no_evidence()
    {
        Assert.Null(PreviousJournal.Trace([], TimeSpan.Zero));
        Assert.Null(PreviousJournal.Read(JournalLocation.InFolder(Path.Combine(_root, "none")), Guid.NewGuid(), TimeSpan.Zero));
    }

    private static JournalEntry Entry(double at, params (string Name, string Value)[] fields) =>
        new("", Booted, At(at), Guid.Empty, fields.ToDictionary(field => field.Name, field => field.Value));

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);

    private void Pstored(string name, string text)
    {
        Directory.CreateDirectory(Path.Combine(_root, "sys/fs/pstore"));
        var file = Path.Combine(_root, "sys/fs/pstore", name);
        File.WriteAllText(file, text);
        Date(file, Booted + TimeSpan.FromSeconds(1005));
    }

    private static void Date(string file, Instant time) => File.SetLastWriteTimeUtc(file, time.ToDateTimeOffset().UtcDateTime);

    private static byte[] Record(short type, string user, Instant time, char level = '\0')
    {
        var record = new byte[384];
        BinaryPrimitives.WriteInt16LittleEndian(record, type);
        record[4] = (byte)level;
        Encoding.ASCII.GetBytes(user).CopyTo(record, 44);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(340), (uint)(time.Microseconds / 1_000_000));
        return record;
    }
}
