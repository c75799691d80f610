using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;

namespace Watchkeeper.EndToEnd.Disks;

/// <summary>The library as other programs get it: packed, and the sample built against the package.</summary>
public sealed class PackageTests : IDisposable
{
    private static readonly string[] Projects = ["Watchkeeper.Core", "Watchkeeper.Logs", "Watchkeeper.Disks"];

    private readonly string _folder = Directory.CreateTempSubdirectory("watchkeeper-package-").FullName;

    [Fact]
    public async Task The_sample_builds_against_the_package_and_runs()
    {
        // A version of its own, so that no package of another run is taken for it.
        var version = $"0.1.0-test.{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}";
        var configuration = WatchkeeperProgram.Path.Contains("/release/", StringComparison.Ordinal) ? "Release" : "Debug";
        foreach (var project in Projects)
        {
            await DotnetAsync(DisksTests.Root, "pack", $"src/{project}", "--no-build", "--nologo", "-v", "quiet", "-c", configuration, "-o", _folder, $"-p:PackageVersion={version}");
        }

        CheckPackage(Path.Combine(_folder, $"Watchkeeper.Disks.{version}.nupkg"), version);
        var sample = await BuildSampleAsync(version);

        var query = await RunAsync(sample, "query", Path.Combine(DisksTests.Root, "tests/Watchkeeper.Tests/Logs/Captures/kmsg-faults-1.txt"));
        Assert.Contains("Critical disks.filesystem-shutdown dm-0", query.Output, StringComparison.Ordinal);
        var resolve = await RunAsync(sample, "resolve", "no-such-device");
        Assert.Equal((1, "There is no device no-such-device.\n"), (resolve.ExitCode, resolve.Output));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void CheckPackage(string file, string version)
    {
        using var package = ZipFile.OpenRead(file);
        var names = package.Entries.Select(entry => entry.FullName).ToList();
        Assert.Contains("lib/net10.0/Watchkeeper.Disks.dll", names);
        Assert.Contains("lib/net10.0/Watchkeeper.Disks.xml", names);
        Assert.Contains("README.md", names);
        using var nuspec = package.GetEntry("Watchkeeper.Disks.nuspec")!.Open();
        var metadata = XDocument.Load(nuspec).Root!.Elements().First();
        var dependencies = metadata.Descendants().Where(element => element.Name.LocalName == "dependency").Select(element => (string)element.Attribute("id")!).ToList();
        Assert.Equal("README.md", (string?)metadata.Elements().First(element => element.Name.LocalName == "readme"));
        Assert.Equal(version, (string?)metadata.Elements().First(element => element.Name.LocalName == "version"));

        // Of the house directly only what the library stands on: no program, no other room.
        Assert.Equal(["Watchkeeper.Logs"], dependencies.Where(name => name.StartsWith("Watchkeeper", StringComparison.Ordinal)));
    }

    /// <summary>The example as a program of somebody else's: outside the repository, with a reference to the package. What else it needs has been restored already.</summary>
    private async Task<string> BuildSampleAsync(string version)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "sample")).FullName;
        File.Copy(Path.Combine(DisksTests.Root, "examples/DisksLibrary/Program.cs"), Path.Combine(folder, "Program.cs"));
        var restored = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        await File.WriteAllTextAsync(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <packageSources><clear /><add key="packed" value="{_folder}" /></packageSources>
              <fallbackPackageFolders><clear /><add key="restored" value="{restored}" /></fallbackPackageFolders>
            </configuration>
            """);
        await File.WriteAllTextAsync(Path.Combine(folder, "Sample.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <RestorePackagesPath>{_folder}/packages</RestorePackagesPath>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Watchkeeper.Disks" Version="{version}" />
              </ItemGroup>
            </Project>
            """);
        await DotnetAsync(folder, "build", "Sample.csproj", "--nologo", "-v", "quiet", "-o", Path.Combine(_folder, "built"));
        return Path.Combine(_folder, "built", "Sample");
    }

    private static async Task DotnetAsync(string folder, params string[] arguments)
    {
        var finished = await RunAsync("dotnet", folder, [.. arguments, "-nodeReuse:false", "-p:UseSharedCompilation=false"]);
        Assert.True(finished.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}:\n{finished.Output}\n{finished.Error}");
    }

    private static Task<Finished> RunAsync(string program, params string[] arguments) => RunAsync(program, "/", arguments);

    private static async Task<Finished> RunAsync(string program, string folder, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new Finished(process.ExitCode, await output, await error);
    }
}
