using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Watchkeeper.Tests.Configuration;

namespace Watchkeeper.Tests.Packaging;

/// <summary>The units, judged by the real systemd-analyze.</summary>
[Trait("Needs", "systemd")]
public sealed partial class UnitTests : IDisposable
{
    private static readonly string Packaging = Path.Combine(Repository.Root, "packaging");
    private readonly string _folder = Directory.CreateTempSubdirectory("watchkeeper-units-").FullName;

    public static TheoryData<string> DropIns => [.. Directory.EnumerateFiles(Packaging, "*.conf").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    [Fact]
    public void The_base_unit_is_hardened_to_a_rating_of_2_5_at_most()
    {
        var (_, output) = Analyze("security", "--offline=yes", "--no-pager", Path.Combine(Packaging, "watchkeeper.service"));

        var rating = double.Parse(RatingPattern().Match(output).Groups["rating"].Value, CultureInfo.InvariantCulture);

        Assert.InRange(rating, 0, 2.5);
    }

    [Theory]
    [MemberData(nameof(DropIns))]
    public void Systemd_reads_the_unit_with_each_drop_in(string dropIn)
    {
        var unit = File.ReadAllText(Path.Combine(Packaging, "watchkeeper.service"))
            .Replace("/usr/bin/watchkeeper run", "/bin/true", StringComparison.Ordinal)
            .Replace("Documentation=man:watchkeeper(1)", "", StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_folder, "watchkeeper.service"), unit);
        Directory.CreateDirectory(Path.Combine(_folder, "watchkeeper.service.d"));
        File.Copy(Path.Combine(Packaging, dropIn), Path.Combine(_folder, "watchkeeper.service.d", dropIn));

        var (code, output) = Analyze("verify", "--recursive-errors=no", Path.Combine(_folder, "watchkeeper.service"));

        Assert.Equal((0, ""), (code, output.Trim()));
    }

    [Fact]
    public void Every_need_of_a_capability_has_its_drop_in() =>
        Assert.All(Rooms.All.SelectMany(room => room.Needs), need => Assert.True(File.Exists(Path.Combine(Packaging, need.DropIn)), need.DropIn));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static (int Code, string Output) Analyze(params string[] arguments)
    {
        var start = new ProcessStartInfo("systemd-analyze", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }

    [GeneratedRegex("Overall exposure level for watchkeeper.service: (?<rating>[0-9.]+)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex RatingPattern();
}
