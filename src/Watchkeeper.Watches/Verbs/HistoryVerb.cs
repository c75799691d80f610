using System.CommandLine;
using Watchkeeper.Core.CommandLine;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Text;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Watches.Verbs;

/// <summary><c>watches history [NAME]</c>: what was done, newest last.</summary>
internal sealed class HistoryVerb
{
    private readonly Argument<string?> _name = new("name") { Description = "Only this watch.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<int> _limit = new("--limit", "-n") { Description = "At most so many, the newest ones.", DefaultValueFactory = _ => 100, HelpName = "N" };
    private readonly Option<bool> _output = new("--output") { Description = "With what the commands printed." };

    public static Verb Make()
    {
        var made = new HistoryVerb();
        var verb = new Verb("history", "Show the runs of the watches: trigger, result, duration, and with --output what the commands printed.", made.RunAsync);
        verb.Arguments.Add(made._name);
        verb.Options.Add(made._limit);
        verb.Options.Add(made._output);
        return verb;
    }

    private async Task<int> RunAsync(Invocation invocation)
    {
        var path = invocation.Get(_name) is { Length: > 0 } name ? $"/api/v1/watches/{Uri.EscapeDataString(name)}/runs" : "/api/v1/watches/runs";
        var list = await invocation.GetAsync($"{path}?limit={Math.Clamp(invocation.Get(_limit), 1, 10_000)}", WatchesJson.Default.RunList);
        var runs = list.Runs.Reverse().ToList();
        if (invocation.Json)
        {
            runs.ForEach(run => Lines.Print(invocation, run, WatchesJson.Default.RunView));
            return 0;
        }

        if (runs.Count == 0)
        {
            invocation.Out.WriteLine("Nothing was done yet.");
            return 0;
        }

        invocation.PrintTable(new Table(
            [new("time"), new("began"), new("watch"), new("key"), new("edge"), new("result"), new("took", RightAligned: true), new("tries", RightAligned: true), new("message")],
            [.. runs.Select(run => (IReadOnlyList<Cell>)
            [
                run.Time.ToDateTimeOffset().ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss"),
                run.Started is { } began ? began.ToDateTimeOffset().ToLocalTime().ToString("HH:mm:ss") : "",
                run.Watch,
                run.Key,
                run.Edge,
                new Cell(run.Status, run.Status == "failed" ? Severity.Error : null),
                run.Duration is { } took ? Durations.Format(took) : "",
                run.Attempts > 0 ? $"{run.Attempts}" : "",
                Told(run, invocation.Clock.Now),
            ])]));
        foreach (var run in runs.Where(run => invocation.Get(_output) && run.Output.Length > 0))
        {
            invocation.Out.WriteLine(Screen.CleanLines($"\n{run.Time} {run.Watch} {run.Key}\n{run.Output.TrimEnd()}"));
        }

        return 0;
    }

    private static string Told(RunView run, Instant now) =>
        run.NextTry is { } next ? $"tries again in {Durations.Format(next > now ? next - now : TimeSpan.Zero)}: {run.Error}"
        : run.Error.Length > 0 ? run.Error
        : run.Message;
}
