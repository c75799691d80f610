using System.Text.Json;

namespace Watchkeeper.EndToEnd.Uptime;

/// <summary>Disasters on real clocks: other boots and other times, in namespaces of their own.</summary>
public sealed class RealClocksTests
{
    /// <summary>A daemon that is killed, and on the next start finds itself in another boot, with the words of a panic in pstore.</summary>
    [Fact, Trait("Needs", "root")]
    public async Task A_crash_is_found_and_reported_after_the_next_boot()
    {
        await using var daemon = await Daemon.StartAsync("uptime: { interval: 1s }");
        await daemon.WaitForLogAsync("has begun");
        await daemon.KillAsync();
        var panicked = double.Parse((await File.ReadAllTextAsync("/proc/uptime")).Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        var pstore = Path.Combine(daemon.Folder, "pstore");
        Directory.CreateDirectory(pstore);
        await File.WriteAllTextAsync(
            Path.Combine(pstore, "dmesg-efi-1"),
            FormattableString.Invariant($"Panic#1 Part1\n<0>[{panicked:0.000000}] Kernel panic - not syncing: sysrq triggered crash\n"));
        await File.WriteAllTextAsync(Path.Combine(daemon.Folder, "boot_id"), "11111111-2222-4333-8444-555555555555\n");

        // A new boot as far as a daemon can see it: its id and its persistent storage are mounted over this host's.
        var after = await Shell.RunAsync(
            $"""
            unshare --mount bash -c '
              mount --bind {daemon.Folder}/boot_id /proc/sys/kernel/random/boot_id
              mount --bind {pstore} /sys/fs/pstore
              "$W" --config {daemon.ConfigurationFile} run 2> {daemon.Folder}/log & daemon=$!
              for i in $(seq 100); do "$W" --config {daemon.ConfigurationFile} uptime crash last > {daemon.Folder}/out 2> {daemon.Folder}/err && break; sleep 0.3; done
              "$W" --config {daemon.ConfigurationFile} uptime crash last --json
              "$W" --config {daemon.ConfigurationFile} events --type "uptime.*" --json
              kill $daemon; wait $daemon'
            """);

        Assert.True(after.Output.Contains('\n', StringComparison.Ordinal), after.Error + await File.ReadAllTextAsync(Path.Combine(daemon.Folder, "err")));
        var lines = after.Output.Trim().Split('\n');
        using var crash = JsonDocument.Parse(lines[0]);
        Assert.Equal("panic", crash.RootElement.GetProperty("cause").GetString());
        Assert.Equal(panicked, crash.RootElement.GetProperty("uptime").GetDouble(), 0.01);
        Assert.Contains(lines, line => line.Contains("uptime.crash-report", StringComparison.Ordinal) && line.Contains("\"error\"", StringComparison.Ordinal));
    }

    [Fact, Trait("Needs", "root")]
    public async Task In_a_time_namespace_the_host_has_been_up_for_longer()
    {
        using var folder = new Flights();
        var finished = await Shell.RunAsync(
            $"""
            printf 'listen: 127.0.0.1:0\nsocket: {folder.Folder}/s\ndatabase: sqlite:{folder.Folder}/w.db\n' > {folder.Folder}/w.yaml
            unshare --time --boottime 8640000 --fork bash -c '
              "$W" --config {folder.Folder}/w.yaml run 2> {folder.Folder}/log & daemon=$!
              for i in $(seq 100); do "$W" --config {folder.Folder}/w.yaml uptime list --json 2> /dev/null | grep . && break; sleep 0.2; done
              kill $daemon; wait $daemon'
            """);

        using var boot = JsonDocument.Parse(finished.Output);
        Assert.True(boot.RootElement.GetProperty("uptime").GetDouble() > 8_640_000);
        Assert.True(boot.RootElement.GetProperty("suspended").GetDouble() > 8_630_000);
    }

    [Theory, Trait("Needs", "faketime")]
    [InlineData("1970-01-02 00:00:00", "1970", false)]
    [InlineData("2031-05-06 07:08:09", "2031", null)]
    public async Task The_wall_clock_is_what_the_host_says_and_is_believed_only_where_it_can_be(string time, string year, bool? trusted)
    {
        using var folder = new Flights();
        var finished = await Shell.RunAsync(
            $"""
            printf 'listen: 127.0.0.1:0\nsocket: {folder.Folder}/s\ndatabase: sqlite:{folder.Folder}/w.db\n' > {folder.Folder}/w.yaml
            export FAKETIME_DONT_FAKE_MONOTONIC=1
            faketime -f '@{time}' "$W" --config {folder.Folder}/w.yaml run 2> {folder.Folder}/log & daemon=$!
            for i in $(seq 100); do "$W" --config {folder.Folder}/w.yaml uptime list --json 2> /dev/null | grep . && break; sleep 0.2; done
            kill $(pgrep -P $daemon) $daemon 2> /dev/null; wait
            """);

        Assert.True(finished.Output.Length > 0, finished.Error + await File.ReadAllTextAsync(Path.Combine(folder.Folder, "log")));
        using var boot = JsonDocument.Parse(finished.Output.Split('\n')[0]);
        Assert.StartsWith(year == "1970" ? "19" : year, boot.RootElement.GetProperty("started").GetString(), StringComparison.Ordinal);
        if (trusted is { } expected)
        {
            Assert.Equal(expected, boot.RootElement.GetProperty("clock_trusted").GetBoolean());
        }
    }

    [Fact, Trait("Needs", "root")]
    public async Task It_works_as_nobody()
    {
        using var folder = new Flights();
        using var program = await PublicProgram.CopyAsync();
        var finished = await Shell.RunAsync(
            $"""
            chown nobody {folder.Folder}; chmod 0755 {folder.Folder}; cd /
            printf 'listen: 127.0.0.1:0\nsocket: {folder.Folder}/s\ndatabase: sqlite:{folder.Folder}/w.db\nuptime: {"{interval: 1s}"}\n' > {folder.Folder}/w.yaml
            as="env HOME={folder.Folder} setpriv --reuid=nobody --regid=nogroup --clear-groups {program.Path} --config {folder.Folder}/w.yaml"
            $as run 2> {folder.Folder}/log & daemon=$!
            for i in $(seq 100); do $as uptime list --json 2> /dev/null | grep . && break; sleep 0.2; done
            kill $daemon; wait $daemon; echo "ended with $?"
            $as uptime report
            """);

        Assert.Contains("\"end\":\"running\"", finished.Output, StringComparison.Ordinal);
        Assert.Contains("ended with 0", finished.Output, StringComparison.Ordinal);
        Assert.Contains("FLIGHT #1", finished.Output, StringComparison.Ordinal);
    }
}
