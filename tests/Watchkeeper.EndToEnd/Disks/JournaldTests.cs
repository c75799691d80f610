using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Watchkeeper.EndToEnd.Disks;

/// <summary>A real journald, which the daemon reads and writes to.</summary>
public sealed class JournaldTests
{
    [Fact]
    [Trait("Needs", "root")]
    public async Task Lines_of_the_journal_become_events_and_events_go_to_the_journal_as_peripety_wrote_them()
    {
        await using var daemon = Daemon.Prepare("disks: { sources: [journal], journal: always, accept_program_lines: true }");
        var mark = "sd" + string.Concat(Random.Shared.GetItems("ghijklmnopqrstuvwxyz".ToCharArray(), 6));
        var script = Path.Combine(DisksTests.Root, "tests", "Watchkeeper.EndToEnd", "Disks", "journald.sh");
        using var process = Process.Start(new ProcessStartInfo("unshare", ["-m", "bash", script, WatchkeeperProgram.Path, daemon.Folder, mark])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        var events = lines.Where(line => line["device"] is not null && ((string?)line["device"])!.Contains(mark, StringComparison.Ordinal)).ToList();
        var written = lines.Where(line => line["IS_PERIPETY"] is not null && ((string?)line["DEV_PATH"])!.Contains(mark, StringComparison.Ordinal)).ToList();
        Assert.True(events.Count == 2, $"{output}\n{await error}");
        Assert.Equal(["disks.all-paths-failed", "disks.filesystem-shutdown"], events.Select(told => (string?)told["type"]).Order(StringComparer.Ordinal));
        var filesystem = Assert.Single(written, entry => (string?)entry["DEV_PATH"] == $"/dev/{mark}1");
        Assert.Equal(("2", "FILESYSTEM_SHUTDOWN", "xfs"), ((string?)filesystem["PRIORITY"], (string?)filesystem["EVENT_TYPE"], (string?)filesystem["SUB_SYSTEM"]));
        Assert.Equal("log error (0x2)", (string?)filesystem["EXT_REASON"]);
        Assert.Equal("Critical", (string?)JsonNode.Parse((string)filesystem["JSON"]!)!["severity"]);
    }
}
