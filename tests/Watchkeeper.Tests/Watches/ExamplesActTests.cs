using YamlDotNet.RepresentationModel;

namespace Watchkeeper.Tests.Watches;

/// <summary>
/// Every watch of examples/ carries a test that it fires or is raised by what it is for; reading the configuration runs them, and a test that fails is a
/// mistake in it.
/// </summary>
public sealed class ExamplesActTests
{
    public static TheoryData<string, string> All
    {
        get
        {
            var watches = new TheoryData<string, string>();
            foreach (var file in Directory.EnumerateFiles(Folder, "*.yaml").Order(StringComparer.Ordinal))
            {
                foreach (var name in Rules(file)?.Children.Keys ?? [])
                {
                    watches.Add(Path.GetFileName(file), name.ToString());
                }
            }

            return watches;
        }
    }

    private static string Folder => Path.Combine(Repository.Root, "examples");

    [Theory, MemberData(nameof(All))]
    public void A_watch_of_an_example_does_what_it_is_for(string file, string name)
    {
        var watch = (YamlMappingNode)Rules(Path.Combine(Folder, file))![name];
        var tests = watch.Children.TryGetValue("tests", out var carried) ? ((YamlSequenceNode)carried).Children.Cast<YamlMappingNode>().ToList() : [];

        Assert.Contains(tests, test => test.Children.Any(pair => pair.Key.ToString() is "fires" or "raises" && int.Parse(pair.Value.ToString()) > 0));
        Assert.Contains(WatchesWritten.LoadFile(Path.Combine(Folder, file)).Watches, one => one.Name == name);
    }

    private static YamlMappingNode? Rules(string file)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(File.ReadAllText(file)));
        return yaml.Documents[0].RootNode is YamlMappingNode root && root.Children.TryGetValue("watches", out var watches)
            ? (YamlMappingNode)watches["rules"]
            : null;
    }
}
