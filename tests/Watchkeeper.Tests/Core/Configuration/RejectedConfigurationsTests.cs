using Watchkeeper.Core;

namespace Watchkeeper.Tests.Core.Configuration;

/// <summary>Every rejected configuration is a file in Fixtures, with what the user is told beside it.</summary>
public sealed class RejectedConfigurationsTests
{
    private const string Folder = "tests/Watchkeeper.Tests/Core/Configuration/Fixtures";

    public static TheoryData<string> Names =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, Folder), "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Says_what_is_wrong_and_where(string name)
    {
        var file = Path.Combine(Repository.Root, Folder, name + ".yaml");

        var problem = Assert.Throws<ProblemException>(() => Written.Load(file, new Dictionary<string, string>()));

        GoldenText.Check($"{Folder}/{name}.txt", problem.Message.Replace(Path.GetDirectoryName(file) + "/", "", StringComparison.Ordinal) + "\n");
    }
}
