using System.CommandLine;
using System.Diagnostics;
using Watchkeeper.CommandLine;

namespace Watchkeeper.Tests.Host;

public sealed class ManualPageTests
{
    private static readonly RootCommand Root = new("Keeps watch.")
    {
        new Command("disks", "Are the disks - all of them - failing?")
        {
            new Command("list", ".Begins with a point, and has a \\ in it.") { new Option<string>("--since", "-s") { Description = "From then on.", HelpName = "TIME" } },
        },
    };

    [Fact]
    public void It_has_the_usual_sections()
    {
        var page = ManualPage.Of(Root.Subcommands[0], Root);

        Assert.StartsWith(".TH WATCHKEEPER\\-DISKS 1 ", page, StringComparison.Ordinal);
        Assert.Contains(".SH NAME\nwatchkeeper\\-disks \\- are the disks \\- all of them \\- failing?\n", page, StringComparison.Ordinal);
        Assert.Contains("\\fB\\-s\\fR, \\fB\\-\\-since\\fR \\fITIME\\fR\nFrom then on.", page, StringComparison.Ordinal);
        Assert.Contains("\n\\&.Begins with a point, and has a \\e in it.\n", page, StringComparison.Ordinal);
        Assert.Contains(".SH EXIT STATUS", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Groff_has_nothing_to_complain_about()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/groff"), "groff is not installed");
        var start = new ProcessStartInfo("groff", ["-man", "-Tutf8", "-ww", "-z"]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardError = true };
        using var groff = Process.Start(start)!;

        await groff.StandardInput.WriteAsync(ManualPage.Of(Root, Root) + ManualPage.Of(Root.Subcommands[0], Root));
        groff.StandardInput.Close();

        Assert.Equal("", await groff.StandardError.ReadToEndAsync());
    }
}
