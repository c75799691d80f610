using System.CommandLine;
using Watchkeeper.Core;
using Watchkeeper.Core.CommandLine;
using Watchkeeper.Watches.Conditions;
using Watchkeeper.Watches.Probes;
using Watchkeeper.Watches.Sources;

namespace Watchkeeper.Watches.Verbs;

/// <summary><c>watches run NAME --dry-run</c>: asks the watch's source once, and shows what would be done.</summary>
internal sealed class RunVerb
{
    private readonly Argument<string> _name = new("name") { Description = "The watch, by its name in the configuration." };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only show what would be done. There is no other way yet: actions run when their condition holds." };

    public static Verb Make()
    {
        var made = new RunVerb();
        var verb = new Verb("run", "Ask a watch's source once and show what would be done (--dry-run).", made.RunAsync);
        verb.Arguments.Add(made._name);
        verb.Options.Add(made._dryRun);
        return verb;
    }

    private async Task<int> RunAsync(Invocation invocation)
    {
        if (!invocation.Get(_dryRun))
        {
            throw new ProblemException(ProblemKind.BadRequest, "Say --dry-run: a watch's steps run when its condition holds, and never from the command line.");
        }

        var watch = Chosen.Watch(invocation, invocation.Get(_name)!);
        var shown = new DryRun(
            watch.Name, watch.Source.Identity, watch.Condition.Describe(), await SamplesAsync(invocation, watch),
            [.. watch.Then.Select(step => step.Describe())], [.. watch.After.Select(step => step.Describe())]);
        if (invocation.Json)
        {
            invocation.PrintJson(shown, WatchesJson.Default.DryRun);
            return 0;
        }

        invocation.Out.WriteLine($"{shown.Watch} watches {shown.Source} for: {shown.Condition}");
        foreach (var sample in shown.Samples)
        {
            var verdict = sample.Verdict.Length > 0 ? $"  → holds: {sample.Verdict}" : "";
            invocation.Out.WriteLine($"  {(sample.Key.Length > 0 ? $"[{sample.Key}] " : "")}{sample.Value}{verdict}");
        }

        if (shown.Samples.Any(sample => sample.Verdict == "unknown"))
        {
            invocation.Out.WriteLine("  What is unknown raises nothing and clears nothing.");
        }

        if (watch.Source is FollowedSource)
        {
            invocation.Out.WriteLine($"  It takes lines as they come; try it on some with `watchkeeper watches test FILE --watch {watch.Name}`.");
        }

        foreach (var action in shown.Then)
        {
            invocation.Out.WriteLine($"  would then {action}");
        }

        foreach (var action in shown.After)
        {
            invocation.Out.WriteLine($"  would afterwards {action}");
        }

        return 0;
    }

    private static async Task<IReadOnlyList<DryRunSample>> SamplesAsync(Invocation invocation, Watch watch)
    {
        if (watch.Source is not PolledSource source)
        {
            return [];
        }

        using var http = new HttpClient();
        var samples = await new Prober(http, [new DaemonSamples(invocation)], invocation.Clock).AskAsync(source, invocation.Cancellation);
        var evaluator = new Evaluator(watch, static _ => { });
        return
        [
            .. samples.Select(sample =>
            {
                var facts = new Facts(sample.Facts);
                var reading = sample.Reading.IsUnknown || watch.Value is null ? sample.Reading : evaluator.ReadingOf(facts, "");
                var verdict = watch.Condition is Holds holds ? holds.Test.Ask(reading, default, out _).ToString().ToLowerInvariant() : "";
                return new DryRunSample(evaluator.KeyOf(facts), reading.ToString(), verdict, sample.Facts);
            }),
        ];
    }
}
