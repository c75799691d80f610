using BenchmarkDotNet.Attributes;
using Watchkeeper.Canaries.Schedules;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Benchmarks.Canaries;

/// <summary>What a deadline costs, for ordinary schedules and for those that stopped Coal Mine for minutes; the target is 20 µs for any shape.</summary>
[MemoryDiagnoser]
public class ScheduleBenchmarks
{
    private readonly Instant _whence = Instant.From(new DateTimeOffset(2026, 11, 20, 11, 59, 30, TimeSpan.Zero));
    private Schedule _schedule = null!;

    public static IEnumerable<string> Shapes =>
    [
        "period", "office hours", "constant in two directives", "constant with question marks", "Monday 29 February", "all but 29 February", "alternating minutes",
        "1440 directives on 29 February", "cron daily in Paris", "cron 29 February on Lord Howe", "calendar expression",
    ];

    [ParamsSource(nameof(Shapes))]
    public string Shape { get; set; } = "";

    [GlobalSetup]
    public void Setup() => _schedule = ScheduleReader.Read(Text(Shape), out var error) ?? throw new InvalidOperationException(error!.Sentence);

    [Benchmark]
    public object? Deadline() => _schedule.Deadline(_whence);

    private static string Text(string shape) => shape switch
    {
        "period" => "3600",
        "office hours" => "* 9-16 * * mon-fri 900",
        "constant in two directives" => "* 0-11 * * * 60; * 12-23 * * * 60",
        "constant with question marks" => "* * ? * ? 60",
        "Monday 29 February" => "* * 29 2 mon 60",
        "all but 29 February" => "* * 1-28 2 * 60; * * * 1,3-12 * 60",
        "alternating minutes" => "*/2 * * * * 60; 1/2 * * * * 61",
        "1440 directives on 29 February" => string.Join(';', Enumerable.Range(0, 1_440).Select(minute => $"{minute % 60} {minute / 60} 29 2 {minute % 7} {60 + minute}")),
        "cron daily in Paris" => "30 2 * * * Europe/Paris",
        "cron 29 February on Lord Howe" => "0 0 29 2 * Australia/Lord_Howe",
        _ => "Mon..Fri 02:30:15 Europe/Paris",
    };
}
