using BenchmarkDotNet.Attributes;
using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Notifications;

namespace Watchkeeper.Benchmarks.Core;

/// <summary>Reading a configuration of 500 lines: target 10 ms.</summary>
[MemoryDiagnoser]
public class ConfigurationBenchmark
{
    private readonly string _file = Path.GetTempFileName();
    private readonly IReadOnlyList<Module> _modules = [NotificationsModule.Module];

    [GlobalSetup]
    public void Write() => File.WriteAllText(_file, Text());

    [GlobalCleanup]
    public void Delete() => File.Delete(_file);

    [Benchmark]
    public WatchkeeperConfiguration Load500Lines() => WatchkeeperConfiguration.Load(
        new ConfigurationSource(_file, new Dictionary<string, string>(), new HostPaths("", "/var/lib/watchkeeper", "/run/watchkeeper")), _modules);

    private static string Text()
    {
        var lines = new List<string> { "listen: 127.0.0.1:8642", "notifications:", "  channels:" };
        for (var i = 0; lines.Count < 400; i++)
        {
            lines.AddRange([$"    channel-{i}:", "      webhook:", $"        url: https://hooks.example.org/{i}", "        timeout: 20s", "      time_zone: Europe/Paris"]);
        }

        lines.Add("  routes:");
        for (var i = 0; lines.Count < 500; i++)
        {
            lines.AddRange([$"    - events: [\"room-{i}.*\", disks.io-error]", $"      channels: [channel-{i}]"]);
        }

        return string.Join('\n', lines) + "\n";
    }
}
