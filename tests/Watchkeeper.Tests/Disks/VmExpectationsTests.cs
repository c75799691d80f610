using System.Diagnostics;

namespace Watchkeeper.Tests.Disks;

/// <summary>The judge of the virtual machine's run (tests/vm/expect.py): it lets pass what is just as expected, and nothing else.</summary>
[Trait("Needs", "python3")]
public sealed class VmExpectationsTests : IDisposable
{
    private const string Faults = """
        == sata
        AT 1000 sata
        EXPECT a bad sector|medium-error|sda|error|
        AT 2000 path
        MAY device-offline|sdb
        EXPECT a lost path|path-failed|sdb|warning|holder=dm-0 below=sdb
        EXPECT a worn drive|smart-failing|nvme0n1|critical|when=ever
        """;

    private const string Medium = """{"type":"disks.medium-error","device":"sda","severity":"error","time":"1970-01-01T00:16:41.000000Z","message":"m","incident":"a","repeat":false}""";
    private const string Path = """{"type":"disks.path-failed","device":"sdb","severity":"warning","holder":"dm-0","below":[{"name":"sdb"}],"time":"1970-01-01T00:33:21Z","message":"p","incident":"b"}""";
    private const string Worn = """{"type":"disks.smart-failing","device":"nvme0n1","severity":"critical","time":"1970-01-01T00:00:01Z","message":"w","incident":"c"}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("expect-").FullName;

    [Theory]
    [InlineData("", "")]
    [InlineData("""{"type":"disks.io-error","device":"sda","severity":"error","time":"1970-01-01T00:16:42Z","message":"of the incident","incident":"a"}""", "")]
    [InlineData("""{"type":"disks.device-offline","device":"sdb","severity":"critical","time":"1970-01-01T00:33:22Z","message":"it may","incident":"x"}""", "")]
    [InlineData("""{"type":"disks.device-reset","device":"sdz","severity":"notice","time":"1970-01-01T00:33:22Z","message":"not serious","incident":"x"}""", "")]
    [InlineData(Worn, "")]
    [InlineData("""{"type":"disks.device-offline","device":"sdc","severity":"critical","time":"1970-01-01T00:33:22Z","message":"another disk","incident":"x"}""", "nobody expected critical disks.device-offline of sdc")]
    [InlineData(Medium, "medium-error of sda is told 2 times")]
    [InlineData("""{"type":"disks.medium-error","device":"sda","severity":"warning","time":"1970-01-01T00:16:41Z","message":"led up to it","incident":"a"}""", "")]
    [InlineData("""{"type":"disks.medium-error","device":"sda","severity":"warning","time":"1970-01-01T00:16:41Z","message":"on its own","incident":"y"}""", "medium-error of sda is told, but as ['error', 'warning'], and not as error with no fields")]
    public void What_comes_beside_what_was_expected_is_judged(string beside, string complaint) => Assert.Equal(complaint, Complaint([Medium, Path, Worn, beside]));

    [Theory]
    [InlineData("\"severity\":\"error\"", "\"severity\":\"critical\"", "as ['critical'], and not as error")]
    [InlineData("\"severity\":\"error\"", "\"severity\":\"warning\"", "as ['warning'], and not as error")]
    [InlineData("medium-error", "io-error", "no event medium-error of sda")]
    [InlineData("\"sda\"", "\"sdz\"", "no event medium-error of sda")]
    [InlineData("00:16:41", "00:33:41", "no event medium-error of sda")]
    [InlineData("\"repeat\":false", "\"repeat\":true", "no event medium-error of sda")]
    [InlineData("\"holder\":\"dm-0\"", "\"holder\":\"dm-1\"", "with holder=dm-0")]
    [InlineData("\"name\":\"sdb\"", "\"name\":\"sdc\"", "below=sdb")]
    public void What_is_not_just_as_expected_fails(string right, string wrong, string complaint) =>
        Assert.NotEqual("", Complaint([.. ((string[])[Medium, Path, Worn]).Select(each => each.Replace(right, wrong, StringComparison.Ordinal))], complaint));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The first thing that it complains of, or of those that say so; empty when it is content.</summary>
    private string Complaint(IEnumerable<string> events, string about = "")
    {
        File.WriteAllText(System.IO.Path.Combine(_folder, "faults"), Faults);
        File.WriteAllLines(System.IO.Path.Combine(_folder, "events"), events);
        using var judge = Process.Start(new ProcessStartInfo("python3", [System.IO.Path.Combine(Repository.Root, "tests", "vm", "expect.py"), "faults", "events"])
        {
            WorkingDirectory = _folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        var said = judge.StandardOutput.ReadToEnd().Split('\n').Where(line => line.StartsWith("FAILED: ", StringComparison.Ordinal)).ToList();
        judge.WaitForExit();
        Assert.Equal(said.Count > 0 ? 1 : 0, judge.ExitCode);
        if (about.Length > 0)
        {
            Assert.Contains(said, line => line.Contains(about, StringComparison.Ordinal));
        }

        var first = said.FirstOrDefault() ?? "FAILED: ";
        return first["FAILED: ".Length..].Split(": ") is [var head, ..] rest ? (rest.Length > 1 && head == "a bad sector" ? rest[1] : head) : "";
    }
}
