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
        var (samples, failure) = await SamplesAsync(invocation, watch);
        var shown = new DryRun(
            watch.Name, watch.Source.Identity, watch.Condition.Describe(), samples,
            [.. watch.Then.Select(step => step.Describe())], [.. watch.After.Select(step => step.Describe())], failure);
        if (invocation.Json)
        {
            invocation.PrintJson(shown, WatchesJson.Default.DryRun);
        }
        else
        {
            foreach (var line in LinesOf(shown, watch.Source is FollowedSource))
            {
                invocation.Out.WriteLine(line);
            }
        }

        return failure is null ? 0 : 1;
    }

    /// <summary>What is shown to people. Where nothing was learnt, nothing is said of what would be done.</summary>
    /// <param name="isFollowed">Its source says lines by itself, and is not asked.</param>
    internal static IEnumerable<string> LinesOf(DryRun shown, bool isFollowed)
    {
        yield return $"{shown.Watch} watches {shown.Source} for: {shown.Condition}";
        foreach (var sample in shown.Samples)
        {
            var verdict = sample.Verdict.Length > 0 ? $"  → holds: {sample.Verdict}" : "";
            yield return $"  {(sample.Key.Length > 0 ? $"[{sample.Key}] " : "")}{sample.Value}{verdict}";
        }

        if (shown.Samples.Any(sample => sample.Verdict == "unknown"))
        {
            yield return "  What is unknown raises nothing and clears nothing.";
        }

        if (isFollowed)
        {
            yield return $"  It takes lines as they come; try it on some with `watchkeeper watches test FILE --watch {shown.Watch}`.";
        }

        if (shown.Failure is not null)
        {
            yield break;
        }

        // Where the condition needs time, one answer does not tell whether it holds.
        var holdsNot = shown.Samples.Count > 0 && shown.Samples.All(sample => sample.Verdict is "no" or "unknown");
        foreach (var action in shown.Then)
        {
            yield return $"  {(holdsNot ? "if it held:" : "would then")} {action}";
        }

        foreach (var action in shown.After)
        {
            yield return $"  {(holdsNot ? "and afterwards:" : "would afterwards")} {action}";
        }
    }

    private static async Task<(IReadOnlyList<DryRunSample> Samples, string? Failure)> SamplesAsync(Invocation invocation, Watch watch)
    {
        if (watch.Source is not PolledSource source)
        {
            return ([], null);
        }

        using var http = new HttpClient();
        var samples = await new Prober(http, [new DaemonSamples(invocation)], invocation.Clock).AskAsync(source, invocation.Cancellation);
        var evaluator = new Evaluator(watch, static _ => { });
        var readings = samples.Select(sample =>
        {
            var facts = new Facts(sample.Facts);
            return (Facts: facts, Reading: sample.Reading.IsUnknown || watch.Value is null ? sample.Reading : evaluator.ReadingOf(facts, ""));
        }).ToList();
        return (
            [
                .. readings.Zip(samples, (one, sample) =>
                {
                    var verdict = watch.Condition is Holds holds ? holds.Test.Ask(one.Reading, default, out _).ToString().ToLowerInvariant() : "";
                    return new DryRunSample(evaluator.KeyOf(one.Facts), one.Reading.ToString(), verdict, sample.Facts);
                }),
            ],
            readings.TrueForAll(one => one.Reading.IsUnknown) ? readings[0].Reading.Text : null);
    }
}
