using BenchmarkDotNet.Running;
using Watchkeeper.Benchmarks.Core;
using Watchkeeper.Benchmarks.Disks;
using Watchkeeper.Benchmarks.Logs;
using Watchkeeper.Benchmarks.Metrics;
using Watchkeeper.Benchmarks.TwoYears;

switch (args)
{
    // What waits for a disk is measured as it is used, over seconds, not call by call.
    case ["group-commit", .. var rest]:
        await GroupCommitBenchmark.RunAsync(rest);
        break;
    case ["event-query", .. var rest]:
        await EventQueryBenchmark.RunAsync(rest);
        break;
    case ["life", var file, .. var rest]:
        await LifeRun.RunAsync(file, rest);
        break;
    case ["metrics-append"]:
        await AppendBenchmark.RunAsync();
        break;
    case ["metrics-collect"]:
        await CollectBenchmark.RunAsync();
        break;
    case ["metrics-day", var file, .. var rest]:
        await DayBenchmark.RunAsync(file, rest.FirstOrDefault());
        break;
    case ["metrics-recorded", var file]:
        await StoreBenchmark.RecordedAsync(file);
        break;
    case ["metrics-store", .. var rest]:
        await StoreBenchmark.RunAsync(rest);
        break;
    case ["logs", var log, var patterns, .. var faults]:
        LogsPeers.Run(log, patterns, faults);
        break;
    case ["disks-storm"]:
        await DisksStorm.RunAsync();
        break;
    case ["log-storm"]:
        await StormRun.RunAsync();
        break;
    case ["journal-backlog", .. var files]:
        JournalRun.Run(files);
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(GroupCommitBenchmark).Assembly).Run(args);
        break;
}
