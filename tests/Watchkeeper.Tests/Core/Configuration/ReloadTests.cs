using Microsoft.Extensions.DependencyInjection;
using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;

namespace Watchkeeper.Tests.Core.Configuration;

public sealed class ReloadTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    [Fact]
    public void A_good_file_is_put_in_force_and_says_what_waits_for_a_restart()
    {
        var (reload, sample, core) = Started("sample: { count: 4 }");

        File.WriteAllText(_file, "sample: { count: 5 }\nhost: attic\nlog: { level: debug }\n");

        Assert.Equal(["host"], reload.Run());
        Assert.Equal(5, sample.Current.Count);
        Assert.Equal(Watchkeeper.Core.Events.Severity.Debug, core.Current.Log.Level);
    }

    [Fact]
    public void A_bad_file_leaves_the_running_configuration_in_force_and_says_why()
    {
        var (reload, sample, _) = Started("sample: { count: 4 }");

        File.WriteAllText(_file, "sample: { count: 5, mood: furious }\n");

        Assert.Equal($"{_file}:1:27: sample.mood: expected quite-calm or angry, not \"furious\"", Assert.Throws<ProblemException>(reload.Run).Message);
        Assert.Equal(4, sample.Current.Count);
        Assert.Equal(4, ((SampleOptions)reload.Current.Sections["sample"]).Count);
    }

    [Fact]
    public void A_chosen_file_that_is_gone_is_no_reason_to_fall_back_to_defaults()
    {
        var (reload, sample, _) = Started("sample: { count: 4 }");

        File.Delete(_file);

        Assert.Contains("does not exist", Assert.Throws<ProblemException>(reload.Run).Message, StringComparison.Ordinal);
        Assert.Equal(4, sample.Current.Count);
    }

    public void Dispose() => File.Delete(_file);

    private (Reload Reload, LiveOptions<SampleOptions> Sample, LiveOptions<CoreOptions> Core) Started(string yaml)
    {
        File.WriteAllText(_file, yaml);
        var source = new ConfigurationSource(_file, new Dictionary<string, string>(), Written.Paths);
        var configuration = WatchkeeperConfiguration.Load(source, [SampleOptions.Module]);
        var services = new ServiceCollection();
        var setters = new Dictionary<string, Action<object>> { ["sample"] = SampleOptions.Module.Options.Register(services, configuration.Sections["sample"]) };
        var core = new LiveOptions<CoreOptions>(configuration.Core);
        var sample = services.BuildServiceProvider().GetRequiredService<LiveOptions<SampleOptions>>();
        return (new Reload(source, [SampleOptions.Module], configuration, core, setters), sample, core);
    }
}
