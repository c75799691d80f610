using Watchkeeper.Core.Configuration;

namespace Watchkeeper.Tests.Configuration;

/// <summary>The tables of docs/configuration.md are printed from the declarations, so that the page never lies.</summary>
public sealed class ReferencePageTests
{
    private const string Page = "docs/configuration.md";
    private const string Marker = "<!-- From here on printed from the program's own declarations; UPDATE_GOLDEN=1 make test refreshes it. -->\n";

    [Fact]
    public void The_reference_page_says_what_the_program_reads()
    {
        var written = File.ReadAllText(Path.Combine(Repository.Root, Page));
        var introduction = written[..(written.IndexOf(Marker, StringComparison.Ordinal) + Marker.Length)];
        var paths = HostPaths.For(isRoot: true, new Dictionary<string, string>());

        GoldenText.Check(Page, introduction + "\n" + ReferencePage.Write(WatchkeeperConfiguration.Declare(paths, Rooms.All)));
    }
}
