using System.Xml.Linq;

namespace Watchkeeper.Tests;

/// <summary>The arrows between the rooms, and there are no others.</summary>
public sealed class ProjectReferencesTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Watchkeeper"] = ["Canaries", "Disks", "Metrics", "Notifications", "Uptime", "Watches"],
        ["Watchkeeper.Canaries"] = ["Core"],
        ["Watchkeeper.Core"] = [],
        ["Watchkeeper.Disks"] = ["Logs"],
        ["Watchkeeper.Logs"] = ["Core"],
        ["Watchkeeper.Metrics"] = ["Core"],
        ["Watchkeeper.Notifications"] = ["Core"],
        ["Watchkeeper.Uptime"] = ["Logs"],
        ["Watchkeeper.Watches"] = ["Logs"],
    };

    private static readonly string[] Contracts = ["IAbsences", "ICanaryPings", "ILoop", "ISamples", "IStatusSection", "ITimelineSource"];

    [Fact]
    public void Every_project_references_only_what_the_plan_allows()
    {
        var found = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .ToDictionary(
                file => Path.GetFileNameWithoutExtension(file),
                file => XDocument.Load(file).Descendants("ProjectReference")
                    .Select(reference => Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!)["Watchkeeper.".Length..])
                    .Order(StringComparer.Ordinal).ToArray());

        Assert.Equal(Allowed.Keys.Order(StringComparer.Ordinal), found.Keys.Order(StringComparer.Ordinal));
        Assert.All(found, project => Assert.Equal(Allowed[project.Key], project.Value));
    }

    [Fact]
    public void Rooms_meet_in_the_listed_contracts_only()
    {
        var found = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src/Watchkeeper.Core/Contracts"), "*.cs")
            .Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);

        Assert.Equal(Contracts, found);
    }

    [Fact]
    public void Web_code_stands_only_in_Api_and_Module_files_and_in_the_host()
    {
        var strangers = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.StartsWith(Path.Combine(Repository.Root, "src/Watchkeeper/"), StringComparison.Ordinal))
            .Where(file => !file.EndsWith("Api.cs", StringComparison.Ordinal) && !file.EndsWith("Module.cs", StringComparison.Ordinal))
            .Where(file => File.ReadAllText(file).Contains("Microsoft.AspNetCore", StringComparison.Ordinal));

        Assert.Empty(strangers);
    }
}
