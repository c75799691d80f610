#:project ../src/Watchkeeper.Watches/Watchkeeper.Watches.csproj
#:property AssemblyName=Watchkeeper.Benchmarks
#:property PublishAot=false
#:property TreatWarningsAsErrors=false
#:property RunAnalyzers=false

// What the engine of the watches costs a line, its state included: dotnet run -c Release bench/watches-lines.cs SYSLOG PATTERNS
// SYSLOG is made by bench/syslog.py (1,000,000 lines, 5 % of which match); PATTERNS is bench/patterns.txt. CPU time of one thread.
using System.Diagnostics;
using System.Globalization;
using Watchkeeper.Core.Time;
using Watchkeeper.Logs.Matching;
using Watchkeeper.Watches;
using Watchkeeper.Watches.Conditions;
using Watchkeeper.Watches.Matching;
using Watchkeeper.Watches.Sources;

var patterns = File.ReadAllLines(args[1]);
var others = Enumerable.Range(0, 1000 - patterns.Length).Select(i => $@"service{i:000}\[\d+\]: error {i * 7919 % 1000:000} in (\w+)");

Measure("20 watches, each match", patterns.Select((pattern, i) => Make($"w{i}", pattern, new EveryMatch(), keyed: false)));
Measure("1,000 watches, each match", patterns.Concat(others).Select((pattern, i) => Make($"w{i}", pattern, new EveryMatch(), keyed: false)));
Measure("20 watches, 5 within 10 min by address", patterns.Select((pattern, i) => Make($"w{i}", pattern, new CountWithin(5, TimeSpan.FromMinutes(10)), keyed: true)));
Keys();

void Measure(string name, IEnumerable<Watch> watches)
{
    var triggers = 0;
    var evaluators = watches.Select(watch => new Evaluator(watch, _ => triggers++)).ToList();
    var best = double.MaxValue;
    for (var round = 0; round < 4; round++)
    {
        triggers = 0;
        var engine = new LineEngine(evaluators, TimeZoneInfo.Utc, new MatchCount());
        using var file = File.OpenHandle(args[0]);
        var (buffer, held, offset, lines) = (new byte[128 * 1024], 0, 0L, 0L);
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        for (int read; (read = RandomAccess.Read(file, buffer.AsSpan(held), offset)) > 0;)
        {
            offset += read;
            var whole = buffer.AsSpan(0, held + read).LastIndexOf((byte)'\n') + 1;
            lines += buffer.AsSpan(0, whole).Count((byte)'\n');
            engine.Scan(buffer.AsSpan(0, whole), new LineClock((round * 1_000_000_000_000L) + offset, Instant.Epoch) { ReadsStamps = true });
            held = held + read - whole;
            buffer.AsSpan(whole, held).CopyTo(buffer);
        }

        var seconds = (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;
        best = Math.Min(best, seconds / lines * 1e6);
    }

    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {best:0.000} s CPU a million lines | {1 / best:0.00} M lines/s | {triggers:N0} triggers |"));
}

void Keys()
{
    var before = GC.GetTotalMemory(forceFullCollection: true);
    var machine = new Machine(new CountWithin(5, TimeSpan.FromHours(1)));
    for (var i = 0; i < 400_000; i++)
    {
        var address = string.Create(CultureInfo.InvariantCulture, $"{10 + (i % 100_000 / 65_536)}.{i % 100_000 / 256 % 256}.{i % 256}.{i % 100_000 % 251}");
        machine.Observe(address, new Observation(i, Part.Main, Reading.Of("x"), Facts.None), static (string _, in Edge _) => { });
    }

    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {machine.KeyCount:N0} live keys | {(GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6:0.0} MB | | |"));
    GC.KeepAlive(machine);
}

static Watch Make(string name, string pattern, Condition condition, bool keyed)
{
    // The first group is the address, the user or the device: named, so that it can be the key.
    var group = pattern.Replace("\\(", "\0\0", StringComparison.Ordinal) is var masked ? Group(masked) : -1;
    var named = keyed && group >= 0 ? string.Concat(pattern.AsSpan(0, group), "(?<key>", pattern.AsSpan(group + 1)) : pattern;
    return new Watch(name)
    {
        Source = new FileSource("/x", null),
        Condition = condition,
        Key = keyed && group >= 0 ? ["key"] : [],
        Match = new LineMatch([PatternSet.Compile(named)], [], [], AllMatches: false, Json: false),
    };

    static int Group(string masked)
    {
        var candidates = new List<int>();
        for (var i = 0; i < masked.Length; i++)
        {
            if (masked[i] == '(' && (i + 1 == masked.Length || masked[i + 1] != '?'))
            {
                candidates.Add(i);
            }
        }

        var address = masked.IndexOf("(\\d+\\.\\d+\\.\\d+\\.\\d+)", StringComparison.Ordinal);
        return address >= 0 ? address : candidates.Count > 0 ? candidates[0] : -1;
    }
}
