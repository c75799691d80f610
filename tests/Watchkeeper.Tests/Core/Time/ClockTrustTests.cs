using System.Runtime.Versioning;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Tests.Core.Time;

[SupportedOSPlatform("linux")]
public sealed class ClockTrustTests : IDisposable
{
    private static readonly Instant Now = FakeHostClock.Parse("2026-05-06T07:08:09Z");

    private readonly string _root = Directory.CreateTempSubdirectory("watchkeeper-trust").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_board_without_a_clock_is_not_believed() => Assert.False(Judge());

    [Fact]
    public void A_synchronised_clock_is() => Assert.True(Judge(synchronised: true, stepped: true));

    [Fact]
    public void A_synchronised_clock_that_shows_1970_is_not() =>
        Assert.False(new ClockTrust(_root, () => true).Judge(Instant.FromUnixSeconds(1000), stepped: false));

    [Fact]
    public void Timesyncd_says_so_in_a_file()
    {
        Write("run/systemd/timesync/synchronized", "");
        Assert.True(Judge(stepped: true));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(3, true)]
    [InlineData(7203, true)] // a real-time clock that runs on local time
    [InlineData(-12600, true)] // … of Newfoundland
    [InlineData(40, false)]
    [InlineData(86400, false)]
    [InlineData(800_000_000, false)] // it lost its battery, and something else set the clock
    public void A_real_time_clock_is_believed_where_it_agrees(int behind, bool believed)
    {
        Write("sys/class/rtc/rtc0/since_epoch", $"{(long)Now.UnixSeconds - behind}\n");
        Assert.Equal(believed, Judge());
    }

    [Fact]
    public void A_clock_that_stepped_is_not_the_real_time_clock_s_any_more()
    {
        Write("sys/class/rtc/rtc0/since_epoch", $"{(long)Now.UnixSeconds}\n");
        Assert.False(Judge(stepped: true));
    }

    [Fact]
    public void A_virtual_machine_without_a_real_time_clock_has_its_hypervisor_s()
    {
        Write("sys/devices/system/clocksource/clocksource0/available_clocksource", "kvm-clock tsc acpi_pm\n");
        Assert.True(Judge());
        Assert.False(Judge(stepped: true));
    }

    private bool Judge(bool synchronised = false, bool stepped = false) => new ClockTrust(_root, () => synchronised).Judge(Now, stepped);

    private void Write(string path, string text)
    {
        var file = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
