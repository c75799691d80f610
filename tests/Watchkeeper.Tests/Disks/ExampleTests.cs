namespace Watchkeeper.Tests.Disks;

public sealed class ExampleTests
{
    private static readonly string[] Example = File.ReadAllLines(Path.Combine(Repository.Root, "examples", "disks.yaml"));

    public static TheoryData<string> Keys =>
        [.. File.ReadLines(Path.Combine(Repository.Root, "docs", "configuration.md")).Where(line => line.StartsWith("| `disks.", StringComparison.Ordinal)).Select(line => line.Split('`')[1])];

    [Theory]
    [MemberData(nameof(Keys))]
    public void The_example_has_every_key_and_says_what_each_is_for(string key)
    {
        var name = key[(key.LastIndexOf('.') + 1)..];
        var at = Array.FindIndex(Example, line => line.TrimStart(' ', '-').StartsWith($"{name}:", StringComparison.Ordinal));

        Assert.True(at > 0, $"{key} is not in the example");
        Assert.True(key.Contains('[', StringComparison.Ordinal) || Example[at - 1].TrimStart().StartsWith('#'), $"{key} has no comment");
    }
}
