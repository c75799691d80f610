using Watchkeeper.Core.Time;
using Watchkeeper.Watches;
using Watchkeeper.Watches.Conditions;
using Watchkeeper.Watches.Probes;
using Watchkeeper.Watches.Replay;
using Watchkeeper.Watches.Sources;
using YamlDotNet.RepresentationModel;

namespace Watchkeeper.Tests.Watches;

/// <summary>
/// Every watch of examples/ carries a test that it fires or is raised by what it is for, and, where it does something, of what it then does. They are run here,
/// as <c>config check</c> runs them.
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
        Assert.True(tests.Exists(test => test.Children.ContainsKey("runs")) || (!watch.Children.ContainsKey("then") && !watch.Children.ContainsKey("after")), "Its steps are not proven.");
        Assert.Empty(WatchesWritten.FailuresOf(Path.Combine(Folder, file)));
    }

    /// <summary>The steps are filled in with what the source gives: the captures of the example's own lines, or what systemd says of a unit.</summary>
    [Theory, MemberData(nameof(All))]
    public void The_steps_of_an_example_say_what_is_to_be_done_to_what(string file, string name)
    {
        var watch = WatchesWritten.LoadFile(Path.Combine(Folder, file)).Watches.First(one => one.Name == name);
        foreach (var trigger in Triggers(watch, (YamlMappingNode)Rules(Path.Combine(Folder, file))![name]))
        {
            foreach (var done in watch.Then.Concat(watch.After).Select(step => StepText.Describe(step, trigger)))
            {
                Assert.DoesNotContain("''", done, StringComparison.Ordinal);
                Assert.DoesNotContain("{", done.Replace("'{'", "", StringComparison.Ordinal), StringComparison.Ordinal);
                Assert.True(done.Split(' ') is not ["restart" or "start" or "stop" or "reload", var unit] || (UnitName.IsOne(unit) && unit.Split(".service").Length == 2), done);
            }
        }
    }

    private static List<Trigger> Triggers(Watch watch, YamlMappingNode rule)
    {
        var triggers = new List<Trigger>();
        var replay = new LineReplay(watch, TimeZoneInfo.Utc, Instant.Epoch + TimeSpan.FromDays(20_000), triggers.Add);
        foreach (var line in from test in (YamlSequenceNode)rule["tests"] where test is YamlMappingNode one && one.Children.ContainsKey("lines") from line in (YamlSequenceNode)test["lines"] select line)
        {
            replay.Take(line.ToString(), TimeSpan.FromSeconds(1));
        }

        if (watch.Source is PolledSource)
        {
            var facts = UnitProbe.Parse("Id=bitcoind.service\nLoadState=loaded\nActiveState=failed\nSubState=failed\nResult=exit-code\nNRestarts=3\n")[0].Facts;
            triggers.Add(new Trigger(watch, "", EdgeKind.Raise, 0, "1.0") { Captures = watch.Source is UnitSource ? facts : new Dictionary<string, string>(), Text = "1" });
        }

        return triggers;
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
